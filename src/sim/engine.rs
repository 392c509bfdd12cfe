//! The event heap: what happens next, and in which order when two things happen at once.
//!
//! Events are ordered by `(time, sequence number)`: the sequence number makes simultaneous events come
//! out in the order they were scheduled, on every machine. A cancelled event stays in the heap and is
//! skipped when its turn comes: its place no longer has its number. That costs one comparison, where
//! removal would cost a search.
//!
//! It refuses to run backwards: scheduling before the last event taken is moved up to it.
//!
//! The heap is the engine's hottest part. So it holds plain numbers that are compared and moved in
//! registers, [`Key`], and what small functions there are is marked to be compiled into their callers.

use std::num::NonZeroU64;

/// Permission to cancel one scheduled event: its sequence number and its place, see [`Key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(NonZeroU64);

/// When an event happens and where it is kept: from the top, the bits of its time, which are in the
/// order of times because none is negative; its sequence number, from 1; its place.
type Key = u128;

/// Bits of a place: 67 million events can wait, and 275 billion be scheduled in one run.
const PLACE: u32 = 26;
const PLACES: u64 = (1 << PLACE) - 1;
/// Ends the list of free places.
const NONE: u64 = PLACES;

/// Events to come, earliest first.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    /// A binary heap; the parent of `n` is `(n - 1) / 2`.
    heap: Vec<Key>,
    /// For each place the ticket of its event; when that is cancelled 0; when the place is free, the
    /// next free one.
    tickets: Vec<u64>,
    events: Vec<E>,
    /// The first free place.
    free: u64,
    sequence: u64,
    now: f64,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            heap: Vec::new(),
            tickets: Vec::new(),
            events: Vec::new(),
            free: NONE,
            sequence: 1,
            now: 0.0,
        }
    }
}

impl<E: Copy> Agenda<E> {
    /// Schedules `event` at `time` (seconds) for good.
    #[inline(always)]
    pub fn schedule(&mut self, time: f64, event: E) {
        self.push(time, event);
    }

    /// Schedules `event` at `time` (seconds) and returns the ticket that can cancel it.
    #[inline(always)]
    pub fn schedule_cancellable(&mut self, time: f64, event: E) -> Ticket {
        let ticket = self.push(time, event);
        Ticket(NonZeroU64::new(ticket).unwrap_or(NonZeroU64::MAX))
    }

    /// Bytes that it takes, about.
    pub fn memory(&self) -> usize {
        let places = size_of::<u64>() + size_of::<E>();
        self.heap.len() * size_of::<Key>() + self.tickets.len() * places
    }

    /// Cancels an event; does nothing when it has already happened or been cancelled.
    pub fn cancel(&mut self, ticket: Ticket) {
        let ticket = ticket.0.get();
        if let Some(kept) = self.tickets.get_mut(place(ticket))
            && *kept == ticket
        {
            *kept = 0;
        }
    }

    /// The time of the next event in seconds, if there is one.
    #[inline(always)]
    pub fn next_time(&mut self) -> Option<f64> {
        while let Some(&key) = self.heap.first() {
            let ticket = key as u64;
            if self.tickets[place(ticket)] == ticket {
                return Some(f64::from_bits((key >> 64) as u64));
            }
            self.pop(key);
        }
        None
    }

    /// Takes the next event and its time in seconds.
    pub fn take(&mut self) -> Option<(f64, E)> {
        let time = self.next_time()?;
        Some((time, self.take_next()?))
    }

    /// Takes the event whose time [`Agenda::next_time`] has just told.
    #[inline(always)]
    pub fn take_next(&mut self) -> Option<E> {
        let key = *self.heap.first()?;
        self.pop(key);
        self.now = f64::from_bits((key >> 64) as u64);
        Some(self.events[place(key as u64)])
    }

    /// Keeps an event; returns its ticket, which is never 0.
    #[inline(always)]
    fn push(&mut self, time: f64, event: E) -> u64 {
        let time = if time > self.now { time } else { self.now };
        let ticket = match self.tickets.get_mut(self.free as usize) {
            Some(ticket) => {
                let free = std::mem::replace(&mut self.free, *ticket);
                *ticket = self.sequence << PLACE | free;
                self.events[place(free)] = event;
                *ticket
            }
            None => {
                let ticket = self.sequence << PLACE | self.tickets.len() as u64;
                self.tickets.push(ticket);
                self.events.push(event);
                ticket
            }
        };
        self.sequence += 1;
        self.rise(Key::from(time.to_bits()) << 64 | Key::from(ticket));
        ticket
    }

    /// Puts a key at the end of the heap and moves it up.
    fn rise(&mut self, key: Key) {
        let mut at = self.heap.len();
        self.heap.push(key);
        while at > 0 {
            let parent = (at - 1) / 2;
            let above = self.heap[parent];
            if above <= key {
                break;
            }
            self.heap[at] = above;
            at = parent;
        }
        self.heap[at] = key;
    }

    /// Removes the first key, which is `first`, and frees its place.
    fn pop(&mut self, first: Key) {
        let place = place(first as u64);
        self.tickets[place] = self.free;
        self.free = place as u64;
        let Some(last) = self.heap.pop() else {
            return;
        };
        let heap = self.heap.as_mut_slice();
        let count = heap.len();
        if count == 0 {
            return;
        }
        let mut at = 0;
        loop {
            let mut child = 2 * at + 1;
            if child >= count {
                break;
            }
            let mut below = heap[child];
            if let Some(&other) = heap.get(child + 1)
                && other < below
            {
                child += 1;
                below = other;
            }
            if last <= below {
                break;
            }
            heap[at] = below;
            at = child;
        }
        heap[at] = last;
    }
}

/// Where the event of a ticket is kept.
#[inline(always)]
fn place(ticket: u64) -> usize {
    (ticket & PLACES) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simultaneous_events_keep_their_order() {
        let mut agenda = Agenda::default();
        agenda.schedule(2.0, 'c');
        agenda.schedule(1.0, 'a');
        agenda.schedule(1.0, 'b');
        let order: Vec<char> = std::iter::from_fn(|| agenda.take().map(|(_, e)| e)).collect();
        assert_eq!(order, ['a', 'b', 'c']);
    }

    #[test]
    fn a_cancelled_event_never_happens_and_its_ticket_is_not_mistaken_for_the_next() {
        let mut agenda = Agenda::default();
        let first = agenda.schedule_cancellable(1.0, 'x');
        agenda.cancel(first);
        let second = agenda.schedule_cancellable(2.0, 'y');
        agenda.cancel(first);
        assert_ne!(first, second);
        assert_eq!(agenda.take(), Some((2.0, 'y')));
        assert_eq!(agenda.take(), None);
    }

    #[test]
    fn many_events_come_out_in_order_whatever_is_cancelled() {
        let mut agenda = Agenda::default();
        let mut expected = Vec::new();
        // Times repeat, so that the order of scheduling decides too.
        for number in 0..2000_u32 {
            let time = f64::from(number.wrapping_mul(2_654_435_761) % 97);
            let ticket = agenda.schedule_cancellable(time, number);
            if number % 3 == 0 {
                agenda.cancel(ticket);
                agenda.cancel(ticket);
            } else {
                expected.push((time, number));
            }
        }
        expected.sort_by(|a, b| a.0.total_cmp(&b.0));
        let got: Vec<_> = std::iter::from_fn(|| agenda.take()).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn time_never_runs_backwards() {
        let mut agenda = Agenda::default();
        agenda.schedule(5.0, 'a');
        agenda.take();
        agenda.schedule(1.0, 'b');
        assert_eq!(agenda.take(), Some((5.0, 'b')));
    }
}
