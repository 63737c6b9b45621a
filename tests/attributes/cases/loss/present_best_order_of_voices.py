# attribute: loss=si-snr
# attribute: loss=pit
from itertools import permutations


def si_snr_loss(made, true):
    return -made * true


def best(made, true):
    return max(
        sum(si_snr_loss(made[i], true[j]) for i, j in enumerate(order))
        for order in permutations(range(len(true)))
    )


print(best([1], [2]))
