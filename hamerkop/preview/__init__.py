"""Shows a site on this machine while it is written: the command `hamerkop serve`."""
