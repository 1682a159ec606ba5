"""The page: one file per view. Views draw blocks that tested functions made; they decide nothing."""
