"""What is said to visitors who sign in."""

HEADING = "Sign in to ask the articles"
LEAD = "This library is open to people whom its owner has let in."
SIGN_IN = "Sign in"
SIGN_OUT = "Sign out"
NOT_LISTED = (
    "You are signed in as {address}, and this address has not been let in. Ask whoever looks after the library."
)
UNVERIFIED = (
    "You are signed in, but the address of your account is not verified. Verify it there, then sign in again."
)
HERE_AS = "Signed in as {address}"
