//! What of an entry's texts is the body, and what a summary of it.

use super::super::summary;
use super::super::{html, paragraphs, references, row};

/// A description of one paragraph that is at least so long, in bytes, was not written as an excerpt: those of content
/// systems end at 55 words or 300 characters.
const LONGER_THAN_EXCERPTS: usize = 600;

/// Fewer letters than this are hardly a text: `...`, "Comments", "Read it here".
const HARDLY_A_TEXT: usize = 40;

/// A text in the form that its feed says it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Html,
    /// As RSS leaves it open: HTML if it looks so.
    Either,
}

/// The paragraphs of a text.
pub(super) fn read(source: &str, form: Form) -> String {
    let text = match form {
        Form::Plain => paragraphs::paragraphs(source),
        Form::Html => html::text(source),
        Form::Either if row::is_marked_up(source) => html::text(source),
        // What is meant to be HTML breaks its lines anywhere, and paragraphs by blank ones at most.
        Form::Either => {
            let blocks = paragraphs::blocks(&references::unescaped(source));
            blocks.iter().map(paragraphs::Block::joined).collect::<Vec<_>>().join("\n\n")
        }
    };
    without_signature(text)
}

/// The text of a WordPress export, in which a blank line is the only mark of a paragraph.
pub(super) fn unrendered(source: &str) -> String {
    let has_paragraphs = source.contains("<p>") || source.contains("<p ");
    if has_paragraphs {
        return read(source, Form::Html);
    }
    let source = source.replace("\r\n", "\n").replace("\n\n", "\n<p>\n");
    read(&format!("<p>{source}"), Form::Html)
}

/// Takes off what WordPress signs its feeds with: "The post Ferry late appeared first on Ayr Port."
fn without_signature(mut text: String) -> String {
    let last = text.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(last..).unwrap_or_default();
    if line.starts_with("The post ") && line.contains(" appeared first on ") {
        text.truncate(last);
        text.truncate(text.trim_end().len());
    }
    text
}

/// Body and summary of an entry, given its body, the texts that call themselves a summary, and a `description`, which
/// may be either.
///
/// Where a body is given, a description is its summary. Where none is, it is the body if it does not break off and has
/// more than one paragraph or is [longer than excerpts are](LONGER_THAN_EXCERPTS); else the entry has no body. A body
/// without letters is none, and neither is one that is [hardly a text](HARDLY_A_TEXT) beside a longer summary or description.
pub(super) fn choose(
    body: Option<String>,
    summary: Option<String>,
    description: Option<String>,
) -> (String, Option<String>) {
    let said = |text: &String| !text.is_empty();
    let (summary, description) = (summary.filter(said), description.filter(said));
    let beside = summary.iter().chain(&description).map(|text| letters(text)).max().unwrap_or_default();
    let body = body.filter(|body| match letters(body) {
        0 => false,
        few if few < HARDLY_A_TEXT => few * 2 > beside,
        _ => true,
    });
    let (body, summary) = match (body, description) {
        (Some(body), description) => (body, summary.or(description)),
        (None, Some(text)) if is_whole(&text) => (text, summary),
        (None, description) => return (String::new(), summary.or(description)),
    };
    let own = summary.filter(|summary| !summary::repeats(summary, &body));
    (body, own)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

fn is_whole(text: &str) -> bool {
    !breaks_off(text) && (text.len() >= LONGER_THAN_EXCERPTS || text.contains("\n\n"))
}

/// `…`, `[...]`, and the link to the rest.
fn breaks_off(text: &str) -> bool {
    let end = text.trim_end_matches([']', ')', ' ', '»', '→', '>', '.']);
    let last = text.lines().next_back().unwrap_or_default().to_lowercase();
    let more = ["continue reading", "read more", "read the rest", "keep reading", "more »", "[more]", "weiterlesen"];
    end.ends_with(['…', '['])
        || text.trim_end_matches([']', ')', ' ']).ends_with("...")
        || more.iter().any(|more| last.contains(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(body: &str, summary: &str, description: &str) -> (String, Option<String>) {
        let some = |text: &str| Some(text.to_owned());
        choose(some(body), some(summary), some(description))
    }

    #[test]
    fn a_description_is_the_summary_of_a_body_and_the_body_where_it_is_all_there_is() {
        let two = "The quay is open.\n\nAll may come.";
        let own = "Harbour master speaks of ferries";
        assert_eq!(chosen(two, "", own), (two.to_owned(), Some(own.to_owned())));
        assert_eq!(chosen(two, "", "The quay is open. All may […]"), (two.to_owned(), None));
        assert_eq!(chosen("", "", two), (two.to_owned(), None));
        assert_eq!(chosen("", own, two), (two.to_owned(), Some(own.to_owned())));
        assert_eq!(chosen("", two, ""), (String::new(), Some(two.to_owned())));
        for excerpt in
            ["The quay is open.", "The quay.\n\nAll […]", "The quay.\n\nAll may...", "The quay.\n\nRead more »"]
        {
            assert_eq!(chosen("", "", excerpt), (String::new(), Some(excerpt.to_owned())));
        }
    }

    #[test]
    fn a_body_that_is_hardly_a_text_gives_way_to_the_description() {
        let two = "The quay is open again.\n\nAll may come and look.";
        let own = "The harbour master speaks of ferries and of tides, and of all that he saw.";
        assert_eq!(chosen("...", "", two), (two.to_owned(), None));
        assert_eq!(chosen("...", "", own), (String::new(), Some(own.to_owned())));
        assert_eq!(chosen("Read it here", "", own), (String::new(), Some(own.to_owned())));
        assert_eq!(chosen("...", "", ""), (String::new(), None));
        assert_eq!(
            chosen("The quay is open.", "", "Open quay"),
            ("The quay is open.".to_owned(), Some("Open quay".to_owned()))
        );
    }

    #[test]
    fn the_signature_of_wordpress_is_no_text() {
        let signed = "<p>It is open.</p><p>The post <a href='#'>Quay</a> appeared first on <a href='#'>Ayr</a>.</p>";
        assert_eq!(read(signed, Form::Either), "It is open.");
        assert_eq!(unrendered("One\nline.\r\n\r\n<b>Two</b> & three."), "One line.\n\nTwo & three.");
    }
}
