"""The top floor: the command line and the page. It prints, routes and draws, and decides nothing."""
