//! Static analysis: the program with what the analyzer says of it, each finding as something to be
//! mended, and when everything else that may find the leak does.

use super::picture::PictureView;
use super::text::{as_it_is, hung, words as said};
use crate::app::bench::{Reveal, marks};
use crate::app::marks::Chip;
use crate::app::model::player::Watched;
use crate::app::model::simulate::{Program, Setting};
use crate::chart::found::{Find, Price, When, found, lost_by_line, when, words};
use crate::report::{FileReport, Finding};
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::prelude::*;

/// Lines shown of a long program: those around what is marked.
const AROUND: u32 = 2;
/// Up to so many, all lines are shown.
const SHORT: usize = 24;

/// Props of [`Analysis`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run up to the moment that is shown.
    pub watched: Watched,
    /// Name of the file.
    pub path: String,
    /// The program.
    pub text: Rc<str>,
    /// What it needs around it.
    pub around: &'static str,
    /// The report, once it has come.
    #[prop_or_default]
    pub report: Option<Rc<FileReport>>,
    /// Lines of findings that are played, and whether each is mended.
    pub mended: Vec<(u32, bool)>,
    /// What else looks before the deploy.
    pub early: Vec<Find>,
    /// A finding is mended, or its leak put back.
    pub onturn: Callback<Setting>,
}

/// What looks at the program before it runs.
pub fn static_analysis(program: &Program) -> Find {
    let findings = program.report.as_ref().map(|report| &report.findings);
    let (when, says) = match findings {
        None => (When::NotYet, "The program is being analysed.".to_owned()),
        Some(none) if none.is_empty() => (
            When::Never,
            "No finding: nothing that must be released is lost in this text.".to_owned(),
        ),
        Some(all) => (When::Before, listed(all)),
    };
    Find {
        who: "Static analysis",
        when,
        says,
        price: Price::default(),
    }
}

/// What the findings say, in one sentence each.
fn listed(findings: &[Finding]) -> String {
    let each = |finding: &Finding| format!("Line {}: {}", finding.line, finding.message);
    let all: Vec<String> = findings.iter().take(3).map(each).collect();
    let more = findings.len().saturating_sub(3);
    match more {
        0 => all.join("; "),
        _ => format!("{}; and {more} more", all.join("; ")),
    }
}

/// The card.
#[component]
pub fn Analysis(props: &Props) -> Html {
    let scene = props.watched.scene(0);
    let finds = crate::chart::found::finds(&scene, props.early.clone());
    let told = words(&finds, scene.scenario.units());
    let lost = scene.now().map(lost_by_line).unwrap_or_default();
    html! {
        <section class="card" aria-label="What finds it, and when">
            <header>
                <h2>{"What finds it, and when"}</h2>
            </header>
            <div class="analysis-body">
                if !props.text.is_empty() {
                    <Listing path={props.path.clone()} text={props.text.clone()} around={props.around}
                        report={props.report.clone()} {lost} />
                }
                <div class="figure">
                    <PictureView class="found" picture={found(&finds, scene.horizon)} label={told.clone()} />
                    <p class="figure-words" aria-hidden="true">{told}</p>
                </div>
            </div>
            {toggles(props)}
            <table class="found-table">
                <thead><tr>
                    <th scope="col">{"who"}</th>
                    <th scope="col">{"when"}</th>
                    <th scope="col">{"what it says"}</th>
                </tr></thead>
                <tbody>{for finds.iter().map(row)}</tbody>
            </table>
        </section>
    }
}

fn row(find: &Find) -> Html {
    let requests = match find.when {
        When::Before => "no request yet".to_owned(),
        When::After(_) => format!("{} requests by then", find.price.requests),
        When::NotYet | When::Never => String::new(),
    };
    html! {
        <tr>
            <th scope="row">{find.who}</th>
            <td class="number">{when(find.when)}<small>{requests}</small></td>
            <td>{said(&find.says)}</td>
        </tr>
    }
}

/// Every finding that is played, to be mended.
fn toggles(props: &Props) -> Html {
    if props.mended.is_empty() {
        return html! {};
    }
    let toggle = |(line, is_mended): &(u32, bool)| {
        let (line, on) = (*line, !*is_mended);
        let onchange = props.onturn.reform(move |_: Event| Setting::Mend(line, on));
        html! {
            <label class="tick" key={line}>
                <input type="checkbox" checked={*is_mended} {onchange} />
                <span>{format!("Mend the finding on line {line} before the deploy")}</span>
            </label>
        }
    };
    html! { <div class="mends">{for props.mended.iter().map(toggle)}</div> }
}

/// Props of [`Listing`].
#[derive(Clone, PartialEq, Properties)]
pub struct ListingProps {
    /// Name of the file.
    pub path: String,
    /// The program.
    pub text: Rc<str>,
    /// What it needs around it.
    pub around: &'static str,
    /// The report, once it has come.
    #[prop_or_default]
    pub report: Option<Rc<FileReport>>,
    /// What the run has left behind, by the line that acquired it.
    pub lost: BTreeMap<u32, u64>,
}

/// The program, line by line: what the analyzer says of a line, and what it has cost so far.
#[component]
fn Listing(props: &ListingProps) -> Html {
    let marked = use_memo(
        (props.report.clone(), props.text.clone()),
        |(report, text)| {
            report
                .as_ref()
                .map_or_else(BTreeMap::new, |report| chips(report, text))
        },
    );
    let lines: Vec<&str> = props.text.trim_end().lines().collect();
    let is_short = lines.len() <= SHORT;
    let is_shown = |line: u32| {
        is_short
            || marked
                .keys()
                .chain(props.lost.keys())
                .any(|other| other.abs_diff(line) <= AROUND)
    };
    let mut last = 0;
    let each = lines.iter().enumerate().filter_map(|(index, text)| {
        let line = index as u32 + 1;
        if !is_shown(line) {
            return None;
        }
        let gap = line > last + 1 && last > 0;
        last = line;
        let chips = marked.get(&line).map_or(&[][..], Vec::as_slice);
        Some(html! {
            <>
                if gap { <li class="coded-gap" aria-label="lines left out">{"⋯"}</li> }
                {code_line(line, text, chips, props.lost.get(&line))}
            </>
        })
    });
    html! {
        <div class="coded">
            <p class="coded-name">{props.path.clone()}</p>
            <ol class="coded-lines" aria-label="The program">
                {for props.around.lines().map(|text| html! {
                    <li class="coded-line around"><span class="coded-number" />{hung("code", text, as_it_is)}</li>
                })}
                {for each}
            </ol>
        </div>
    }
}

fn code_line(line: u32, text: &str, chips: &[Chip], lost: Option<&u64>) -> Html {
    let is_leaking = chips.iter().any(|chip| chip.look == "leaked");
    html! {
        <li class={classes!("coded-line", is_leaking.then_some("leaking"))}>
            <span class="coded-number" aria-hidden="true">{line}</span>
            {hung("code", text, as_it_is)}
            <span class="coded-chips">
                {for chips.iter().map(|chip| html! {
                    <span class={classes!("chip", chip.look)}>{chip.text.clone()}</span>
                })}
                if let Some(lost) = lost.filter(|lost| **lost > 0) {
                    <span class="chip lost">{format!("{lost} left here")}</span>
                }
            </span>
        </li>
    }
}

/// The chips at each line. What was not reported is not marked as a leak either.
fn chips(report: &FileReport, text: &str) -> BTreeMap<u32, Vec<Chip>> {
    let mut lines = marks(report, text, None, Reveal::Yes).lines;
    if report.findings.is_empty() {
        for line in &mut lines {
            line.chips
                .retain(|chip| !matches!(chip.look, "leaked" | "raise"));
        }
    }
    lines
        .into_iter()
        .map(|line| (line.line, line.chips))
        .collect()
}
