//! Processes end and start: crashes, planned restarts, replicas that come and go.

use super::super::frame::{HappeningKind, ReplicaState};
use super::super::scenario::{Pressure, WhenOut};
use super::bank::Connection;
use super::observe::Leaving;
use super::plan::grown_wait;
use super::replica::Replica;
use super::request::Stage;
use super::source::Answer;
use super::trace::Kind;
use super::{Event, Lane};
use std::sync::Arc;

/// Why a process ends by itself or is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Death {
    /// The kernel kills it because its memory is over the limit: exit code 137.
    OutOfMemory,
    /// An error that nobody catches; buffers are written.
    Error,
    /// Somebody kills it.
    Killed,
    /// A planned restart has waited long enough for its requests.
    Impatience,
}

impl Lane {
    /// A replica more, serving at once.
    pub(super) fn add_replica(&mut self) {
        let replica = self.new_replica();
        self.has_started_too_often(replica);
        self.begin_life(replica);
    }

    fn new_replica(&mut self) -> u32 {
        let replica = Replica::new(&self.plan);
        self.effort.add(replica.memory() as u64);
        self.replicas.push(replica);
        (self.replicas.len() - 1) as u32
    }

    /// A process has met the end of a resource; ends it if that is what happens then.
    pub(super) fn die_of_exhaustion(&mut self, replica: u32) {
        match self.plan.scenario.when_out {
            WhenOut::Errors => {}
            WhenOut::Crashes => self.die(replica, Death::Error),
            WhenOut::Killed => self.die(replica, Death::Killed),
        }
    }

    /// A process ends unplanned: its requests are lost, and what is in its buffer may be.
    pub(super) fn die(&mut self, replica: u32, death: Death) {
        let here = &self.replicas[replica as usize];
        if !matches!(here.state, ReplicaState::Up | ReplicaState::Draining) {
            return;
        }
        let plan = Arc::clone(&self.plan);
        let records = here.records(&plan.scenario);
        match death {
            Death::OutOfMemory | Death::Killed => self.counters.lost_records += records,
            Death::Error | Death::Impatience => self.counters.written += records,
        }
        let number = replica + 1;
        let text = match death {
            Death::OutOfMemory => {
                self.exhausted_memory();
                let limit = plan.scenario.memory.and_then(|m| m.limit).unwrap_or(0.0);
                format!("Process {number} is killed, exit code 137: more than {limit} MiB resident")
            }
            Death::Error => format!("Process {number} ends: nobody caught the error"),
            Death::Killed => format!("Process {number} is killed"),
            Death::Impatience => {
                format!("Process {number} is ended with requests in service: it had its grace")
            }
        };
        self.lose_requests(replica);
        if death == Death::Impatience {
            self.counters.restarts += 1;
            self.tell(HappeningKind::Planned, 0, text);
            let is_leaving = self.replicas[replica as usize].is_leaving;
            let after = plan.scenario.restart.unwrap_or_default().planned;
            self.end_life(
                replica,
                (!is_leaving).then_some(after),
                ReplicaState::Starting,
            );
            return;
        }
        self.counters.crashes += 1;
        self.tell(HappeningKind::Crash, 0, text);
        let here = &mut self.replicas[replica as usize];
        here.crashes += 1;
        let Some(restart) = plan.scenario.restart else {
            self.end_life(replica, None, ReplicaState::Gone);
            return;
        };
        if self.now - here.born > restart.forgiven_after {
            here.in_a_row = 0;
        }
        here.in_a_row += 1;
        let times = f64::from(here.in_a_row) - 2.0;
        let wait = if here.in_a_row > 1 {
            grown_wait(restart.back_off, (2.0, times), restart.longest)
        } else {
            0.0
        };
        let state = if wait > 0.0 {
            ReplicaState::BackingOff
        } else {
            ReplicaState::Starting
        };
        self.end_life(replica, Some(wait + restart.after_crash), state);
    }

    /// Requests that a process takes with it.
    fn lose_requests(&mut self, replica: u32) {
        self.effort.add(self.requests.len() as u64);
        let requests = &self.requests;
        self.ready
            .retain(|place| requests[(*place) as usize].replica != replica);
        for place in 0..self.requests.len() as u32 {
            let request = &mut self.requests[place as usize];
            if request.replica != replica || !request.stage.is_at_replica() {
                continue;
            }
            let wait_ended = match request.stage {
                Stage::Line | Stage::Queue => 1,
                _ => 0,
            };
            request.held.clear();
            request.connection = None;
            self.waiting -= wait_ended;
            self.counters.lost += 1;
            self.measure_leaving(place, Leaving::Lost);
            self.forget(place, Answer::Bad);
        }
        let here = &mut self.replicas[replica as usize];
        let waiters = here
            .banks
            .iter_mut()
            .flat_map(|bank| bank.waiters.drain(..));
        for ticket in waiters.filter_map(|waiter| waiter.ticket) {
            self.agenda.cancel(ticket);
        }
    }

    /// A process is gone, and with it everything but what is outside of it.
    fn end_life(&mut self, replica: u32, back_after: Option<f64>, state: ReplicaState) {
        let plan = Arc::clone(&self.plan);
        let here = &mut self.replicas[replica as usize];
        let banks = here.banks.iter_mut();
        let sessions: Vec<u32> = banks
            .flat_map(|bank| std::mem::take(&mut bank.connections))
            .filter_map(|connection| match connection {
                Connection::Session(session) => Some(session),
                Connection::Closed | Connection::Open => None,
            })
            .collect();
        if let Some(database) = &mut self.database {
            for session in sessions {
                database.give_back(session);
            }
        }
        let here = &mut self.replicas[replica as usize];
        let linger = here.end(&plan, self.now);
        let units: usize = here.banks.iter().map(|bank| bank.units.len()).sum();
        self.effort.add(units as u64);
        here.state = match back_after {
            Some(_) => state,
            None => ReplicaState::Gone,
        };
        for (of, unit) in linger {
            self.return_lingering(replica, of, unit);
        }
        let here = &mut self.replicas[replica as usize];
        if let Some(seconds) = back_after {
            here.back_at = self.now + seconds;
            let event = Event::Start {
                replica,
                life: here.life,
            };
            self.agenda.schedule(here.back_at, event);
        }
        self.count_replicas();
    }

    /// A process starts to serve.
    pub(super) fn start(&mut self, replica: u32, life: u32) {
        if !self.lives(replica, life) {
            return;
        }
        self.note(Kind::Start, u64::from(replica));
        if self.has_started_too_often(replica) {
            self.replicas[replica as usize].state = ReplicaState::Gone;
            self.count_replicas();
            let text = format!("Process {} is not started again: too often", replica + 1);
            self.tell(HappeningKind::Crash, 0, text);
            return;
        }
        self.begin_life(replica);
        let text = format!("Process {} serves", replica + 1);
        self.tell(HappeningKind::Restarted, 0, text);
    }

    /// Whether the supervisor gives up; remembers the start if it does not.
    fn has_started_too_often(&mut self, replica: u32) -> bool {
        let restart = self.plan.scenario.restart.unwrap_or_default();
        let Some(most) = restart.starts else {
            return false;
        };
        let since = self.now - restart.within;
        let starts = &mut self.replicas[replica as usize].starts;
        while starts.front().is_some_and(|start| *start <= since) {
            starts.pop_front();
        }
        let is_too_often = starts.len() >= most as usize;
        if !is_too_often {
            starts.push_back(self.now);
        }
        is_too_often
    }

    fn begin_life(&mut self, replica: u32) {
        let lives = self.counters.crashes + self.counters.restarts + u64::from(replica);
        let recycle_at = self.plan.draw_recycling(lives);
        let here = &mut self.replicas[replica as usize];
        here.state = ReplicaState::Up;
        here.born = self.now;
        let life = here.life;
        let part = self.plan.first_part(replica, life);
        here.recycle_at = recycle_at.map(|most| libm::ceil(most as f64 * part) as u64);
        self.count_replicas();
        if let Some(period) = self.plan.collection_period() {
            self.agenda
                .schedule(self.now + period, Event::Collect { replica, life });
        }
        if let Some(every) = self.plan.scenario.restart.and_then(|restart| restart.every) {
            let part = self.plan.first_part(replica, life);
            self.agenda
                .schedule(self.now + every * part, Event::Expire { replica, life });
        }
    }

    /// A process has lived for as long as it may.
    pub(super) fn expire(&mut self, replica: u32, life: u32) {
        if self.lives(replica, life) {
            self.note(Kind::Expiry, u64::from(replica));
            self.plan_restart(replica);
        }
    }

    /// Whether a process has more memory than it is restarted for.
    pub(super) fn is_above(&self, replica: u32) -> bool {
        let most = self.plan.scenario.restart.and_then(|restart| restart.above);
        let heap = self.replicas[replica as usize].heap.as_ref();
        matches!((most, heap), (Some(most), Some(heap)) if heap.resident() > most)
    }

    /// A process takes nothing new, finishes what it has, and starts again.
    pub(super) fn plan_restart(&mut self, replica: u32) {
        let here = &mut self.replicas[replica as usize];
        if here.state != ReplicaState::Up {
            return;
        }
        here.state = ReplicaState::Draining;
        let life = here.life;
        self.count_replicas();
        let grace = self.plan.scenario.restart.unwrap_or_default().grace;
        self.agenda
            .schedule(self.now + grace, Event::Grace { replica, life });
        self.end_if_drained(replica);
    }

    /// A planned restart happens when the last request has left.
    pub(super) fn end_if_drained(&mut self, replica: u32) {
        let here = &self.replicas[replica as usize];
        if here.state != ReplicaState::Draining || here.load() > 0 {
            return;
        }
        self.counters.written += here.records(&self.plan.scenario);
        if here.is_leaving {
            self.end_life(replica, None, ReplicaState::Gone);
            return;
        }
        self.counters.restarts += 1;
        let text = format!("Process {} is restarted as planned", replica + 1);
        self.tell(HappeningKind::Planned, 0, text);
        let after = self.plan.scenario.restart.unwrap_or_default().planned;
        self.end_life(replica, Some(after), ReplicaState::Starting);
    }

    /// A planned restart waits no longer.
    pub(super) fn lose_patience_with(&mut self, replica: u32, life: u32) {
        if self.lives(replica, life) {
            self.note(Kind::Expiry, u64::from(replica));
            self.die(replica, Death::Impatience);
        }
    }

    /// The autoscaler looks, and starts or stops a replica.
    pub(super) fn scale(&mut self) {
        self.note(Kind::Scale, 0);
        let Some(scaler) = self.plan.scenario.autoscaler else {
            return;
        };
        self.agenda.schedule(self.now + scaler.every, Event::Scale);
        self.effort.add(self.replicas.len() as u64);
        let up = self.replicas.iter().filter(|replica| replica.is_up());
        let pressures = up.map(|replica| match scaler.on {
            Pressure::Requests => f64::from(replica.load()),
            Pressure::Memory => replica.heap.as_ref().map_or(0.0, |heap| heap.share()),
            Pressure::Resource => replica.banks.first().map_or(0.0, |bank| bank.share_taken()),
        });
        let (count, sum) = pressures.fold((0_u32, 0.0), |(n, sum), x| (n + 1, sum + x));
        let kept = self.paid;
        if count == 0 {
            return;
        }
        let mean = sum / f64::from(count);
        if mean > scaler.above && kept < scaler.most {
            self.scale_up(scaler.starting);
        } else if mean < scaler.below && kept > scaler.least {
            self.scale_down();
        }
    }

    /// Counts the replicas that serve, and those that are paid for.
    fn count_replicas(&mut self) {
        self.effort.add(self.replicas.len() as u64);
        let count = |is: fn(&Replica) -> bool| {
            self.replicas.iter().filter(|replica| is(replica)).count() as u32
        };
        self.serving = count(Replica::is_up);
        self.paid = count(|replica| replica.state != ReplicaState::Gone);
    }

    fn scale_up(&mut self, starting: f64) {
        let gone = |replica: &Replica| replica.state == ReplicaState::Gone;
        let replica = match self.replicas.iter().position(gone) {
            Some(replica) => replica as u32,
            None => self.new_replica(),
        };
        self.replicas[replica as usize].is_leaving = false;
        self.end_life(replica, Some(starting), ReplicaState::Starting);
        let text = format!("A replica more: {}", self.paid);
        self.tell(HappeningKind::Scaled, 0, text);
    }

    fn scale_down(&mut self) {
        let Some(last) = self.replicas.iter().rposition(Replica::is_up) else {
            return;
        };
        let last = last as u32;
        self.replicas[last as usize].is_leaving = true;
        self.plan_restart(last);
        let text = format!("A replica less: {}", self.paid);
        self.tell(HappeningKind::Scaled, 0, text);
    }
}
