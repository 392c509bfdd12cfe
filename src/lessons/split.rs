//! Where the head of a lesson ends. The build script reads it, too, so this file uses no other.

/// Splits a document into its front matter and the rest. The second value is the number of lines
/// before the rest.
pub fn split(text: &str) -> Option<(&str, &str, u32)> {
    let inside = text.strip_prefix("+++\n")?;
    let (front, rest) = inside.split_once("\n+++\n")?;
    let lines = u32::try_from(front.matches('\n').count()).ok()? + 3;
    Some((front, rest, lines))
}
