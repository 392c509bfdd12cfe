//! The event heap: what happens next, and in which order when two things happen at once.
//!
//! Events are ordered by `(time, sequence number)`; `f64::total_cmp` makes the order total, and the
//! sequence number makes simultaneous events come out in the order they were scheduled, on every
//! machine. A cancelled event stays in the heap and is skipped when its turn comes: its ticket's
//! generation no longer matches. That costs one comparison, where removal would cost a search.
//!
//! It refuses to run backwards: scheduling before the last event taken is moved up to it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Permission to cancel one scheduled event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    slot: u32,
    generation: u32,
}

/// Marks an event that nobody can cancel.
const FIRM: Ticket = Ticket {
    slot: u32::MAX,
    generation: 0,
};

#[derive(Clone, Debug)]
struct Entry<E> {
    time: f64,
    sequence: u64,
    ticket: Ticket,
    event: E,
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<E> Eq for Entry<E> {}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Entry<E> {
    // Reversed: `BinaryHeap` is a max-heap and the earliest event is wanted.
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .time
            .total_cmp(&self.time)
            .then(other.sequence.cmp(&self.sequence))
    }
}

/// Events to come, earliest first.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    heap: BinaryHeap<Entry<E>>,
    sequence: u64,
    now: f64,
    generations: Vec<u32>,
    spare: Vec<u32>,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            heap: BinaryHeap::new(),
            sequence: 0,
            now: 0.0,
            generations: Vec::new(),
            spare: Vec::new(),
        }
    }
}

impl<E> Agenda<E> {
    /// Schedules `event` at `time` (seconds) for good.
    pub fn schedule(&mut self, time: f64, event: E) {
        self.push(time, FIRM, event);
    }

    /// Schedules `event` at `time` (seconds) and returns the ticket that can cancel it.
    pub fn schedule_cancellable(&mut self, time: f64, event: E) -> Ticket {
        let slot = self.spare.pop().unwrap_or_else(|| {
            self.generations.push(0);
            (self.generations.len() - 1) as u32
        });
        let ticket = Ticket {
            slot,
            generation: self.generations[slot as usize],
        };
        self.push(time, ticket, event);
        ticket
    }

    /// Cancels an event; does nothing when it has already happened or been cancelled.
    pub fn cancel(&mut self, ticket: Ticket) {
        if self.is_live(ticket) && ticket != FIRM {
            self.retire(ticket);
        }
    }

    /// The time of the next event in seconds, if there is one.
    pub fn next_time(&mut self) -> Option<f64> {
        while let Some(entry) = self.heap.peek() {
            if self.is_live(entry.ticket) {
                return Some(entry.time);
            }
            self.heap.pop();
        }
        None
    }

    /// Takes the next event and its time in seconds.
    pub fn take(&mut self) -> Option<(f64, E)> {
        let time = self.next_time()?;
        Some((time, self.take_next()?))
    }

    /// Takes the event whose time [`Agenda::next_time`] has just told.
    pub fn take_next(&mut self) -> Option<E> {
        let entry = self.heap.pop()?;
        if entry.ticket != FIRM {
            self.retire(entry.ticket);
        }
        self.now = entry.time;
        Some(entry.event)
    }

    fn push(&mut self, time: f64, ticket: Ticket, event: E) {
        let time = if time < self.now { self.now } else { time };
        self.heap.push(Entry {
            time,
            sequence: self.sequence,
            ticket,
            event,
        });
        self.sequence += 1;
    }

    fn is_live(&self, ticket: Ticket) -> bool {
        ticket.slot == FIRM.slot || self.generations[ticket.slot as usize] == ticket.generation
    }

    fn retire(&mut self, ticket: Ticket) {
        let generation = &mut self.generations[ticket.slot as usize];
        *generation = generation.wrapping_add(1);
        self.spare.push(ticket.slot);
    }
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
    fn time_never_runs_backwards() {
        let mut agenda = Agenda::default();
        agenda.schedule(5.0, 'a');
        agenda.take();
        agenda.schedule(1.0, 'b');
        assert_eq!(agenda.take(), Some((5.0, 'b')));
    }
}
