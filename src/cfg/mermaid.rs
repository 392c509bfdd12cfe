//! Draws a graph as Mermaid text, for tests and for whoever debugs.

use super::{Cfg, Terminator};
use crate::text::shorten;
use std::fmt::Write;

/// The graph as a Mermaid flowchart; each block shows the source of its steps.
pub fn draw(cfg: &Cfg, text: &str) -> String {
    let mut out = String::from("flowchart TD\n");
    for (at, block) in cfg.blocks.iter().enumerate() {
        let steps: Vec<String> = block
            .steps
            .iter()
            .map(|id| shorten(cfg.step(*id).range.of(text), 40).replace('"', "'"))
            .collect();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  b{at}[\"{}\"]", steps.join("<br/>"));
        for (label, to) in labelled(&block.terminator) {
            let _ = writeln!(out, "  b{at} -- {label} --> b{}", to.0);
        }
    }
    out
}

fn labelled(terminator: &Terminator) -> Vec<(&'static str, super::BlockId)> {
    let labels: &[&str] = match terminator {
        Terminator::Goto(_) => &["next"],
        Terminator::Fallible { .. } => &["next", "raise"],
        Terminator::Branch { .. } => &["true", "false"],
        Terminator::Iterate { .. } => &["item", "done", "raise"],
        Terminator::Dispatch { .. } | Terminator::EndFinally(_) | Terminator::Exit => &[],
    };
    let labels = labels.iter().copied().chain(std::iter::repeat("way"));
    labels.zip(terminator.successors()).collect()
}
