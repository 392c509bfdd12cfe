use super::*;

fn generations(thresholds: [u32; 3]) -> Generations {
    let collector = Collector {
        base_objects: 0.0,
        ..Collector::default()
    };
    Generations::new(&collector, Some(thresholds))
}

#[test]
fn full_collections_come_when_a_quarter_more_has_survived() {
    // T14: while everything is kept the heap grows by a quarter from one full collection to the
    // next, and all their pauses together are below 5 c N.
    let mut generations = generations([700, 10, 10]);
    let (mut sizes, mut paused) = (Vec::new(), 0.0);
    let most = 3_000_000;
    for _ in 0..most {
        if let Some(generation) = generations.allocate(1.0) {
            let pause = generations.collect(generation);
            if generation == 2 {
                paused += pause;
                sizes.push(generations.objects());
            }
        }
        generations.settle(1.0, false);
    }
    let ratios: Vec<f64> = sizes.windows(2).map(|pair| pair[1] / pair[0]).collect();
    let last = ratios.last().expect("several full collections");
    assert!((last - 1.25).abs() < 0.01, "{ratios:?}");
    // In the beginning eleven middle collections are more than a quarter.
    assert!(ratios[0] > 1.5 && ratios.windows(2).all(|r| r[1] < r[0] + 0.01));
    let bound = 5.0 * 1e-7 * f64::from(most);
    assert!(
        paused < bound && paused > 0.7 * bound,
        "{paused} of {bound}"
    );
}

#[test]
fn garbage_is_gone_at_the_next_young_collection() {
    let mut generations = generations([700, 10, 10]);
    let mut collected_at = None;
    for unit in 1..200 {
        if let Some(generation) = generations.allocate(7.6) {
            generations.collect(generation);
            collected_at.get_or_insert(unit);
        }
        generations.settle(7.6, true);
    }
    // T13: 700 / 7.6 = 92.1 units are there before the 93rd triggers the collection.
    assert_eq!(collected_at, Some(93));
}

#[test]
fn swapping_costs_what_the_share_of_faults_says() {
    for (over, swap, factor) in [
        (1.05, crate::sim::scenario::Swap::Nvme, 49.0),
        (1.10, crate::sim::scenario::Swap::Nvme, 92.0),
        (1.25, crate::sim::scenario::Swap::Nvme, 201.0),
        (1.50, crate::sim::scenario::Swap::Nvme, 334.0),
        (1.05, crate::sim::scenario::Swap::Disk, 4763.0),
    ] {
        let mut heap = Heap::new(Memory {
            base: 0.0,
            ram: Some(100.0),
            swap,
            ..Memory::default()
        });
        heap.keep(1, over * 100.0 * 1024.0, Stays::Kept);
        assert!(
            (heap.slowdown() / factor - 1.0).abs() < 0.01,
            "{}",
            heap.slowdown()
        );
    }
}

#[test]
fn freed_memory_stays_resident_and_a_bounded_cache_stays_small() {
    let mut heap = Heap::new(Memory {
        base: 10.0,
        cache: Some(128),
        ..Memory::default()
    });
    for _ in 0..10_000 {
        heap.keep(3, 1024.0, Stays::Kept);
    }
    assert_eq!(heap.used(), 10.0 + 128.0);
    assert_eq!(heap.resident(), 10.0 + 128.0);
    heap.keep(4, 50.0 * 1024.0, Stays::Garbage);
    assert!(heap.collect() && !heap.collect());
    assert_eq!((heap.used(), heap.resident()), (138.0, 188.0));
}
