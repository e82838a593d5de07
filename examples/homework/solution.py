"""A solution of the homework, for lecturers."""


def euler_step(rhs, t, x, h):
    """One step of forward Euler for x' = rhs(t, x): the new x."""
    return x + h * rhs(t, x)


def recurrence(beta, f, x0):
    """All values x[0] … x[N] of x[n+1] = beta x[n] + f[n]."""
    x = [x0]
    for value in f:
        x.append(beta * x[-1] + value)
    return x


def sgd_momentum(W, m, lr, beta, batch_size):
    """One update of momentum, in place: the caller's m is the memory of the next call."""
    m *= beta
    m += lr * W.grad / batch_size
    W -= m
