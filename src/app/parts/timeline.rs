//! The timeline under the lanes. The plotting library is loaded when the first one is shown.

use crate::app::browser::editor::NotLoaded;
use crate::app::browser::plot::{Mark, Plot, Wishes};
use crate::app::model::player::{Frames, Player};
use crate::chart::series::{Axis, Quantile, Timeline, axis};
use crate::sim::frame::{Happening, HappeningKind};
use yew::prelude::*;

/// Props of [`TimelineView`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub player: Player,
    /// Which quantile of the latency is drawn.
    pub quantile: Quantile,
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
    Failed(String),
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
            wishes: wishes(&ctx.props().player),
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
            Err(NotLoaded(why)) => State::Failed(why),
        };
        self.shown = 0;
        self.follow(ctx.props());
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, before: &Props) -> bool {
        let player = &ctx.props().player;
        if before.quantile != ctx.props().quantile {
            self.shown = 0;
        }
        let wishes = wishes(player);
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
                if let State::Failed(why) = &self.state {
                    <p role="alert">
                        {"The timeline could not be loaded; everything else works. "}
                        <code>{why.clone()}</code>
                    </p>
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
        let Some(leaky) = lanes.first() else {
            return;
        };
        let columns = std::iter::once(time.as_slice())
            .chain(lanes.iter().map(|lane| lane.taken.as_slice()))
            .chain(lanes.iter().map(|lane| lane.latency(props.quantile)));
        let columns: Vec<&[f64]> = columns.map(|column| &column[..shown]).collect();
        let marks = leaky
            .marks
            .iter()
            .filter(|mark| mark.t <= player.head + 1e-9);
        plot.show(&columns, &marks.filter_map(mark).collect::<Vec<_>>());
    }
}

fn wishes(player: &Player) -> Wishes {
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
    }
}

/// What deserves a flag on the timeline.
fn mark(happening: &Happening) -> Option<Mark> {
    let (text, kind) = match happening.kind {
        HappeningKind::FirstLeak => ("first leak".to_owned(), "note"),
        HappeningKind::Milestone => (
            happening.text.split(" of ").next()?.to_owned() + " gone",
            "note",
        ),
        HappeningKind::Exhausted => ("nothing left".to_owned(), "leaked"),
        HappeningKind::Error => (
            happening.text.split(" (Background").next()?.to_owned(),
            "error",
        ),
        HappeningKind::Crash => ("crash".to_owned(), "error"),
        HappeningKind::Alert => ("alarm".to_owned(), "note"),
        HappeningKind::ProbeFailed => ("the probe fails".to_owned(), "error"),
        HappeningKind::Planned => ("restart".to_owned(), "note"),
        HappeningKind::Scaled => (happening.text.clone(), "note"),
        HappeningKind::Collection | HappeningKind::Restarted => return None,
    };
    Some(Mark {
        t: happening.t,
        text,
        kind,
    })
}
