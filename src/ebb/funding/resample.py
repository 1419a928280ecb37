"""Samples that keep the memory of a monthly series: moving blocks, permuted blocks, and the same spectrum by chance.

Months of a funding rate resemble their neighbours, so drawing them one by one would promise more precision than there
is. Every function takes a seeded generator; nothing here draws from global state.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def block_weights(n: int, block: int, draws: int, rng: np.random.Generator) -> Array:
    """How often each of `n` months stands in each draw of a circular moving-block bootstrap.

    Parameters
    ----------
    n, block, draws : int
        Months, months per block, number of draws.
    rng : numpy Generator

    Returns
    -------
    float64, shape (draws, n)
        Law: every row sums to n.
    """
    blocks = -(-n // block)
    starts = rng.integers(0, n, size=(draws, blocks))
    months = (starts[:, :, None] + np.arange(block)) % n
    months = months.reshape(draws, -1)[:, :n]
    flat = months + np.arange(draws)[:, None] * n
    return np.bincount(flat.ravel(), minlength=draws * n).reshape(draws, n).astype(np.float64)


def permuted_blocks(y: Array, block: int, draws: int, rng: np.random.Generator) -> Array:
    """`y` cut into blocks at a random place and put together in random order, shape (draws, n).

    Law: every row holds exactly the values of `y`.
    """
    n = len(y)
    out = np.empty((draws, n))
    cuts = np.arange(block, n, block)
    for row in range(draws):
        pieces = np.split(np.roll(y, -int(rng.integers(n))), cuts)
        out[row] = np.concatenate([pieces[i] for i in rng.permutation(len(pieces))])
    return out


def same_spectrum(y: Array, draws: int, rng: np.random.Generator) -> Array:
    """Series with the mean, variance and autocorrelations of `y` but waves shifted at random, shape (draws, n).

    A slow series can follow another slow series by chance for years; these placebos are as slow as `y` itself,
    which permuted blocks are not. Law: the size of every Fourier term is that of `y`.
    """
    n = len(y)
    waves = np.fft.rfft(y)
    turns = rng.uniform(0.0, 2.0 * np.pi, size=(draws, len(waves)))
    turns[:, 0] = 0.0
    if n % 2 == 0:
        # The wave of two months is real: it can only be kept or turned over.
        turns[:, -1] = np.pi * rng.integers(0, 2, size=draws)
    return np.fft.irfft(waves * np.exp(1j * turns), n=n, axis=1)
