//! Markdown to HTML that is safe to put into the page.
//!
//! Lessons can come from a link or a stranger's file. Raw HTML is shown as text; links keep their
//! address only if it leads to the web, to mail, or into this site; pictures only from this site.
//! Nothing else in Markdown can carry a script.

use crate::literate;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd, html::push_html};

/// A whole document or a part of one.
pub fn render(markdown: &str) -> String {
    let markdown = literate::plain(markdown);
    from_events(pulldown_cmark::Parser::new_ext(
        &markdown,
        literate::options(),
    ))
}

/// Events of the Markdown parser as HTML.
pub fn from_events<'e>(events: impl Iterator<Item = Event<'e>>) -> String {
    let mut safe = Safe {
        code: None,
        hidden: 0,
        nowhere: 0,
    };
    let mut out = String::new();
    push_html(&mut out, events.filter_map(|event| safe.event(event)));
    out.trim_end().to_owned()
}

/// Text as HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// What has been seen so far.
struct Safe {
    /// Info string and text of the fence being read.
    code: Option<(String, String)>,
    /// Depth of blocks that are left out.
    hidden: u32,
    /// How many links are open that lead nowhere.
    nowhere: u32,
}

impl Safe {
    fn event<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        if let Some((info, code)) = &mut self.code {
            return match event {
                Event::Text(text) => {
                    code.push_str(&text);
                    None
                }
                Event::End(TagEnd::CodeBlock) => {
                    let html = fence(info, code);
                    self.code = None;
                    Some(Event::Html(html.into()))
                }
                _ => None,
            };
        }
        match event {
            Event::Start(Tag::MetadataBlock(_)) => {
                self.hidden += 1;
                None
            }
            Event::End(TagEnd::MetadataBlock(_)) => {
                self.hidden = self.hidden.saturating_sub(1);
                None
            }
            _ if self.hidden > 0 => None,
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, String::new()));
                None
            }
            Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
            Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
            // What leads nowhere is a text like any other.
            Event::Start(Tag::Link { ref dest_url, .. }) if !leads_somewhere(dest_url) => {
                self.nowhere += 1;
                None
            }
            // Links do not stand in links.
            Event::End(TagEnd::Link) if self.nowhere > 0 => {
                self.nowhere -= 1;
                None
            }
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let dest_url = if is_local(&dest_url) {
                    dest_url
                } else {
                    CowStr::from("")
                };
                Some(Event::Start(Tag::Image {
                    link_type,
                    dest_url,
                    title,
                    id,
                }))
            }
            // A name of theirs could be one of the page's.
            Event::Start(Tag::Heading { level, .. }) => {
                let (id, classes, attrs) = (None, Vec::new(), Vec::new());
                Some(Event::Start(Tag::Heading {
                    level,
                    id,
                    classes,
                    attrs,
                }))
            }
            other => Some(other),
        }
    }
}

/// A fence: what Python prints looks different from what a person writes.
fn fence(info: &str, code: &str) -> String {
    let words: Vec<&str> = info.split_whitespace().collect();
    if matches!(words.first(), Some(&"output" | &"log")) {
        return format!(
            "<pre class=\"prints\"><samp>{}</samp></pre>\n",
            escape(code.trim_end())
        );
    }
    let shown = match words.first() {
        Some(&"python") => {
            let document = format!("~~~~~~~python\n{code}\n~~~~~~~\n");
            let snippets = literate::snippets(&document);
            let first = snippets.first();
            lines(&first.map_or_else(|| code.to_owned(), |s| s.shown()))
        }
        Some(&("rust" | "cpp" | "java" | "csharp")) => lines(code),
        _ => escape(code.trim_end()),
    };
    format!("<pre class=\"snippet\"><code>{shown}</code></pre>\n")
}

/// The lines of a program, each one for itself: where questions name lines, the page numbers them, and where
/// one has no room, it goes on further to the right than it begins.
fn lines(code: &str) -> String {
    let each = code.trim_end().lines().map(|line| {
        let (indent, words) = line.split_at(line.len() - line.trim_start().len());
        let words = escape(words);
        match indent.len() {
            0 => format!("<span>{words}</span>"),
            wide => format!(
                "<span style=\"--indent: {wide}ch\"><span class=\"line-indent\">{indent}</span>{words}</span>"
            ),
        }
    });
    each.collect::<Vec<String>>().join("\n")
}

/// Whether a link may keep its address: to the web, to mail, or within this site.
fn leads_somewhere(address: &str) -> bool {
    let lower = address.trim().to_ascii_lowercase();
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
        || is_local(address)
}

/// Whether an address stays on this site: no scheme, no host.
fn is_local(address: &str) -> bool {
    let head = address.split(['/', '?', '#']).next().unwrap_or_default();
    !address.starts_with("//")
        && !address.contains('\\')
        && !head.contains(':')
        && !address.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_stay_text() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "a <b onclick=\"x\">b</b>",
            "<div>\n<svg onload=alert(1)>\n</div>",
            "<!-- --><iframe src=//x>",
        ] {
            let html = render(hostile);
            let tags: Vec<&str> = html
                .split('<')
                .skip(1)
                .filter(|tag| !tag.starts_with(['p', '/']))
                .collect();
            assert!(tags.is_empty(), "{hostile} gives {html}");
        }
    }

    #[test]
    fn links_lead_only_where_links_may() {
        for hostile in [
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](  javascript:alert(1))",
            "[x](java&#x0a;script:alert(1))",
            "[x](data:text/html,hi)",
            "[x](vbscript:hi)",
            "[x](//evil.example)",
            "[x](\\\\evil.example)",
            "![x](https://evil.example/p.png)",
            "<javascript:alert(1)>",
        ] {
            let html = render(hostile);
            let is_harmless = html.contains("src=\"\"") || !html.contains("=\"");
            assert!(is_harmless, "{hostile} gives {html}");
        }
        assert_eq!(
            render("a [*b*](data:x) [c](d)"),
            "<p>a <em>b</em> <a href=\"d\">c</a></p>"
        );
        assert!(render("[x](https://docs.python.org/3/)").contains("href=\"https://docs"));
        assert!(render("[x](#glossary)").contains("href=\"#glossary\""));
        assert!(render("[x](reference/rules)").contains("href=\"reference/rules\""));
    }

    #[test]
    fn headings_carry_no_attributes_of_their_own() {
        assert_eq!(render("# A {#b .c onclick=d}"), "<h1>A</h1>");
    }

    #[test]
    fn code_is_escaped_and_shown_without_expectations() {
        assert_eq!(
            render("```python run\nf = open(p)  # error: [x]\na < b\n```"),
            "<pre class=\"snippet\"><code><span>f = open(p)</span>\n<span>a &lt; b</span></code></pre>"
        );
        assert_eq!(
            render("```rust\n{\n  f(a);\n```"),
            "<pre class=\"snippet\"><code><span>{</span>\n<span style=\"--indent: 2ch\"><span class=\"line-indent\">  </span>f(a);</span></code></pre>"
        );
        assert_eq!(
            render("```output\n<b>\n```"),
            "<pre class=\"prints\"><samp>&lt;b&gt;</samp></pre>"
        );
    }
}
