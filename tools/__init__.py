"""What keeps the project itself in order; none of it is part of the product."""
