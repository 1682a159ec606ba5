"""Living sources, looked at beside the work of a process."""
