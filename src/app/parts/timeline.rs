//! The timeline under the lanes. The plotting library is loaded when the first one is shown.

use crate::app::browser::editor::NotLoaded;
use crate::app::browser::plot::{Mark, Plot, Wishes};
use crate::app::model::player::{Frames, Player};
use crate::app::model::simulate::Aside;
use crate::chart::cliff::{self, End};
use crate::chart::flags::{Flag, flags};
use crate::chart::series::{Axis, Quantile, Timeline, axis};
use crate::chart::summary::clock;
use crate::sim::scenario::Scenario;
use yew::prelude::*;

/// Props of [`TimelineView`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub player: Player,
    /// Which quantile of the latency is drawn.
    pub quantile: Quantile,
    /// The same run without what moves its end, and what that is.
    pub aside: Aside,
}

/// The component.
pub struct TimelineView {
    place: NodeRef,
    state: State,
    wishes: Wishes,
    /// Columns of the frames that are told, and of which list they are.
    timeline: Timeline,
    told: Frames,
    shown: usize,
}

enum State {
    Loading,
    Ready(Plot),
    Failed,
}

/// What happens to the component itself.
pub enum Happened {
    /// The script has come, or not, for a timeline of these wishes.
    Loaded(Wishes, Result<Plot, NotLoaded>),
}

impl Component for TimelineView {
    type Message = Happened;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        Self {
            place: NodeRef::default(),
            state: State::Loading,
            wishes: wishes(ctx.props()),
            timeline: Timeline::new(2),
            told: Frames::default(),
            shown: 0,
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.load(ctx);
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Happened) -> bool {
        let Happened::Loaded(wishes, loaded) = msg;
        if wishes != self.wishes {
            // Something else is shown by now, and its own timeline is on its way.
            return false;
        }
        self.state = match loaded {
            Ok(plot) => State::Ready(plot),
            Err(NotLoaded) => State::Failed,
        };
        self.shown = 0;
        self.follow(ctx.props());
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, before: &Props) -> bool {
        let props = ctx.props();
        if before.quantile != props.quantile || before.aside != props.aside {
            self.shown = 0;
        }
        let wishes = wishes(ctx.props());
        if wishes != self.wishes {
            self.wishes = wishes;
            self.state = State::Loading;
            self.load(ctx);
        }
        self.follow(ctx.props());
        false
    }

    fn view(&self, _: &Context<Self>) -> Html {
        html! {
            <div class="timeline">
                <div class="timeline-place" ref={self.place.clone()} aria-hidden="true" />
                if let State::Failed = self.state {
                    <p role="alert">{"The timeline could not be loaded. Are you offline? Everything else works."}</p>
                }
            </div>
        }
    }
}

impl TimelineView {
    fn load(&self, ctx: &Context<Self>) {
        let parent = self.place.clone();
        let wishes = self.wishes.clone();
        ctx.link().send_future(async move {
            let loaded = Plot::create(&parent, &wishes).await;
            Happened::Loaded(wishes, loaded)
        });
    }

    /// Brings the plot to the moment that is shown.
    fn follow(&mut self, props: &Props) {
        let player = &props.player;
        if self.told != player.frames {
            let have = self.timeline.time.len();
            let is_longer = have <= player.frames.len()
                && have > 0
                && self
                    .told
                    .first()
                    .zip(player.frames.first())
                    .is_some_and(|(a, b)| std::rc::Rc::ptr_eq(a, b));
            if !is_longer {
                self.timeline = Timeline::new(2);
                self.shown = 0;
            }
            let have = self.timeline.time.len();
            for frame in &player.frames[have..] {
                self.timeline.push(frame);
            }
            self.told = player.frames.clone();
        }
        let State::Ready(plot) = &self.state else {
            return;
        };
        let shown = self
            .timeline
            .time
            .partition_point(|t| *t <= player.head + 1e-9);
        if shown == self.shown {
            return;
        }
        self.shown = shown;
        let Timeline { time, lanes } = &self.timeline;
        let lanes = &lanes[..player.lanes().len().min(lanes.len())];
        if lanes.is_empty() {
            return;
        }
        let columns = std::iter::once(time.as_slice())
            .chain(lanes.iter().map(|lane| lane.taken.as_slice()))
            .chain(lanes.iter().map(|lane| lane.latency(props.quantile)));
        let columns: Vec<&[f64]> = columns.map(|column| &column[..shown]).collect();
        let watched = player.watched();
        let mut marks: Vec<Mark> = flags(&watched.scene(0))
            .into_iter()
            .map(Mark::from)
            .collect();
        let ghost = self.ghost(props, &mut marks);
        plot.show(&columns, &marks, &ghost);
    }

    /// The run without what moves its end, up to the same moment: its line, and the flag at its end.
    fn ghost(&self, props: &Props, marks: &mut Vec<Mark>) -> [Vec<f64>; 2] {
        let Some(cliff) = props.aside.cliff() else {
            return [Vec::new(), Vec::new()];
        };
        let without = cliff.player.until(props.player.head);
        let scene = without.scene(0);
        if let End::Seen(t) = cliff::end(&scene) {
            marks.push(Mark {
                t,
                text: format!("without: {}", clock(t)),
                kind: "ghost",
            });
        }
        let (times, levels) = cliff::line(&scene);
        [times, levels]
    }
}

fn wishes(Props { player, aside, .. }: &Props) -> Wishes {
    let cliff = aside.cliff();
    let lower = cliff.and_then(|cliff| limit_of(&cliff.player.scenario));
    let Axis {
        low, high, limit, ..
    } = axis(&player.scenario, player.prediction.as_deref());
    Wishes {
        // The forecast's end, not the run's: the axis does not jump when the run ends earlier.
        horizon: player.expected(),
        low,
        high,
        limit,
        lanes: player.lanes().len(),
        lower: lower.filter(|lower| limit.is_some_and(|limit| *lower < 0.99 * limit)),
    }
}

impl From<Flag> for Mark {
    fn from(flag: Flag) -> Self {
        Self {
            t: flag.t,
            text: flag.text,
            kind: flag.kind.name(),
        }
    }
}

/// Where the resource of a run is exhausted, on the timeline's axis.
fn limit_of(scenario: &Scenario) -> Option<f64> {
    match (&scenario.resource, scenario.memory) {
        (Some(resource), _) => Some(f64::from(resource.capacity() + resource.reserved())),
        (None, Some(memory)) => memory.limit,
        (None, None) => None,
    }
}
