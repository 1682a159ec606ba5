"""The readers of messages: single ones (.eml, Outlook's .msg) and mailboxes (.mbox)."""
