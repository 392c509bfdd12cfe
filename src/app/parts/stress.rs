//! The stress test: how it is set up, what it shows, and what it would have seen later.

use super::knob::KnobRow;
use super::picture::PictureView;
use crate::app::model::simulate::{Aside, Msg, Setting, Stress};
use crate::chart::stress::{Trial, Verdict, stress, table, words};
use crate::chart::table::Table;
use yew::prelude::*;

/// The test of a page's run, for its picture.
pub fn trial(stress: &Stress) -> Trial<'_> {
    Trial {
        lanes: stress.scenes(),
        usual: stress.usual.as_deref(),
        times: stress.times,
        length: stress.length,
    }
}

/// Its numbers.
pub fn numbers(stress: &Stress) -> Table {
    table(&trial(stress), stress.player.lanes())
}

/// Props of [`StressTest`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What stands beside the run.
    pub aside: Aside,
    /// Something was asked for.
    pub onmsg: Callback<Msg>,
    /// A knob was turned.
    pub onturn: Callback<Setting>,
}

/// The card.
#[component]
pub fn StressTest(props: &Props) -> Html {
    let Some(test) = props.aside.stress() else {
        return html! {};
    };
    let shown = trial(test);
    let told = words(&shown);
    let is_playing = test.is_wanted && !test.player.is_complete();
    let text = match (is_playing, test.is_wanted) {
        (true, _) => "Stop",
        (false, true) => "Run it again",
        (false, false) => "Run the stress test",
    };
    let wanted = !is_playing;
    let toggle = props.onmsg.reform(move |_: MouseEvent| Msg::Stress(wanted));
    let [class, word] = verdict(shown.verdict());
    html! {
        <section class="card" aria-label="Stress test">
            <header>
                <h2>{"Before the deploy: a stress test"}</h2>
                <span class={classes!("chip", class)}>{word}</span>
                <button type="button" class="button small" onclick={toggle}>{text}</button>
            </header>
            <div class="stress-body">
                <div class="figure">
                    <PictureView class="stress-picture" picture={stress(&shown)} label={told.clone()} />
                    <p class="legend">
                        if test.player.lanes().len() > 1 {
                            <span class="key leaked">{"as written"}</span>
                            <span class="key released">{"mended"}</span>
                        } else {
                            <span class="key leaked">{"under the test's load"}</span>
                        }
                        if test.usual.is_some() {
                            <span class="key dotted">{"in use, by the formula"}</span>
                        }
                    </p>
                </div>
                <div class="stress-side">
                    <p class="stress-words" role="status">{told}</p>
                    {for test.knobs().iter().map(|knob| html! {
                        <KnobRow key={knob.id.clone()} knob={knob.clone()} onturn={props.onturn.clone()} />
                    })}
                </div>
            </div>
        </section>
    }
}

/// How a verdict looks, and its words.
fn verdict(verdict: Verdict) -> [&'static str; 2] {
    match verdict {
        Verdict::Unknown => ["unclear", "? not run"],
        Verdict::Fails => ["released", "✓ finds it"],
        Verdict::TooMuch => ["raise", "↯ too much load"],
        Verdict::LeftOver => ["leaked", "▲ no error: finds nothing"],
        Verdict::Nothing => ["released", "✓ nothing to find"],
    }
}
