//! Long runs of comment lines, which the grammar's scanner reads again for each of their lines.
//!
//! The middle of such a run is blank for the parser, which reads blank lines once; the comments are put
//! back beside the tree. The first and the last lines stay, because the scanner asks how far they are
//! indented.

use crate::text::Range;
use std::borrow::Cow;

/// Runs up to this many lines are left alone.
const LONG: usize = 100;
/// How many lines stay at each end.
const KEPT: usize = 10;

/// The text with blank lines for the comments in the middle of long runs, and where those stood.
pub(super) fn without_long_comments(source: Cow<'_, str>) -> (Cow<'_, str>, Vec<Range>) {
    let mut left_out = Vec::new();
    let (mut run, mut at) = (Vec::new(), 0);
    for line in source.split_inclusive('\n') {
        let code = line.trim_start_matches([' ', '\t', '\x0c']);
        let start = at + (line.len() - code.len());
        let comment = code.trim_end_matches(['\r', '\n']);
        at += line.len();
        if comment.starts_with('#') {
            run.push(Range::new(start as u32, (start + comment.len()) as u32));
        } else if !comment.is_empty() {
            end_run(&mut run, &mut left_out);
        }
    }
    end_run(&mut run, &mut left_out);
    if left_out.is_empty() {
        return (source, left_out);
    }
    let mut bytes = source.into_owned().into_bytes();
    for range in &left_out {
        bytes[range.start as usize..range.end as usize].fill(b' ');
    }
    // Whole comments are replaced by as many spaces.
    let quiet = String::from_utf8_lossy(&bytes).into_owned();
    (Cow::Owned(quiet), left_out)
}

fn end_run(run: &mut Vec<Range>, left_out: &mut Vec<Range>) {
    if run.len() > LONG {
        left_out.extend(&run[KEPT..run.len() - KEPT]);
    }
    run.clear();
}
