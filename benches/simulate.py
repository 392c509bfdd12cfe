"""SimPy on the queue of benches/simulate.rs: M/M/1 at 80 %, and its events a second.

Usage: simulate.py [TIME]; needs SimPy (`make bench` installs it under target/).
An event is an arrival or a departure, as in the other benchmark.
"""

import random
import sys
import time

import simpy

RATE, MEAN = 0.8, 1.0


def customer(env, server, rng, done):
    with server.request() as turn:
        yield turn
        yield env.timeout(rng.expovariate(1 / MEAN))
    done.append(env.now)


def source(env, server, rng, done, counts):
    while True:
        yield env.timeout(rng.expovariate(RATE))
        counts[0] += 1
        env.process(customer(env, server, rng, done))


def main():
    until = float(sys.argv[1]) if len(sys.argv) > 1 else 100_000.0
    best = 0.0
    for _ in range(3):
        env, rng, done, counts = simpy.Environment(), random.Random(7), [], [0]
        server = simpy.Resource(env, capacity=1)
        env.process(source(env, server, rng, done, counts))
        start = time.perf_counter()
        env.run(until=until)
        took = time.perf_counter() - start
        best = max(best, (counts[0] + len(done)) / took)
    print(f"SimPy {simpy.__version__:<22} {best / 1e6:>19.2f} million events a second")


main()
