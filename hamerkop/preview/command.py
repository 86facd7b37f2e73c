"""Serves a preview until Ctrl-C: `hamerkop serve`."""

import os
import sys
import threading
from http.server import ThreadingHTTPServer

from hamerkop.preview.desk import DeskPages
from hamerkop.preview.following import Preview
from hamerkop.preview.server import server_of


def started_server(preview: Preview, port: int) -> ThreadingHTTPServer:
    """Return a server for *preview* that answers from now on; until the site is loaded a request waits.

    Raises OSError if no port is free.
    """
    server = server_of(preview.pages, port, DeskPages(preview.shown, preview.announcements))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def serve(preview: Preview, server: ThreadingHTTPServer) -> None:
    """Follow the changes of *preview* until Ctrl-C, and print the address.

    Where the settings or the code of a plugin change, this process is replaced by a new one, at the same port.
    """
    port = server.server_port
    try:
        preview.follow_changes()
        print(f"Serving the site at http://127.0.0.1:{port}/  (stop with Ctrl-C)", flush=True)
        print(f"Findings, drafts and dates: http://127.0.0.1:{port}/_desk/", flush=True)
        preview.restart.wait()
    except KeyboardInterrupt:
        print("\nStopped.")
    finally:
        server.shutdown()
        server.server_close()
        preview.stop()
    if preview.restart.is_set():
        print("Starting again, because the settings or a plugin have changed", flush=True)
        os.execv(sys.executable, [sys.executable, *at_port(sys.orig_argv[1:], port)])


def at_port(arguments: list[str], port: int) -> list[str]:
    """Return the arguments of a command with *port* as the first one to try: open pages ask there again."""
    kept = arguments[:-2] if arguments[-2:-1] == ["--port"] else arguments
    return [*kept, "--port", str(port)]
