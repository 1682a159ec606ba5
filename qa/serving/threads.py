"""How many threads the libraries below us take; they read it from the environment when they are imported."""

import os


def one_thread_for_products() -> None:
    """Have numpy multiply matrices in one thread; call it before numpy is imported.

    A question's products take less than a millisecond; threads that wait for the next one, spinning, keep the
    processor from the model, which has its own.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
