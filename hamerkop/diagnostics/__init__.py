"""What is done with problems once they are found: choosing, accepting, fixing and printing them; `hamerkop check`.

`selection` chooses by rule, `baseline` accepts those that a site had before, `fixes` applies edits, `formats` and
`sarif` print for people and programs, `command` is the command.
"""
