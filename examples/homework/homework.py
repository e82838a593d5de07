"""Homework: fill in the three functions. The task is in README.md."""


def euler_step(rhs, t, x, h):
    """One step of forward Euler for x' = rhs(t, x): the new x."""
    raise NotImplementedError("write this step")


def recurrence(beta, f, x0):
    """All values x[0] … x[N] of x[n+1] = beta x[n] + f[n]."""
    raise NotImplementedError("write this recurrence")


def sgd_momentum(W, m, lr, beta, batch_size):
    """One update of momentum, in place or returning W and m."""
    raise NotImplementedError("write this update")
