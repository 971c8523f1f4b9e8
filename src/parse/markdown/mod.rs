//! Markdown as plain text: the words a reader of the page would read, paragraph by paragraph.

mod inline;

use super::{html, references};

/// The text of a Markdown source.
///
/// Headings, quotations and items of lists stay as lines without their marks (`-` is kept), links leave their words,
/// images and tags go. A source that is HTML throughout, as content systems export it, is read as HTML.
pub(super) fn text(source: &str) -> String {
    if source.trim_start().starts_with("<p") || source.trim_start().starts_with("<div") {
        return html::text(source);
    }
    let mut lines: Vec<String> = Vec::new();
    let mut fenced = false;
    for line in source.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
        } else if fenced {
            lines.push(line.to_owned());
        } else {
            push_line(unquoted(trimmed), &mut lines);
        }
    }
    let mut text = String::with_capacity(source.len());
    // Emphasis and links end with their paragraph, and that keeps the reading linear.
    for paragraph in lines.split(String::is_empty).filter(|lines| !lines.is_empty()) {
        text.push_str(&inline::plain(&paragraph.join("\n")));
        text.push_str("\n\n");
    }
    references::unescaped(&text)
}

/// True where a text without front matter is Markdown all the same: a heading opens it, and a link, strong words or
/// another heading follow. `# 1 of 3` above plain text is not enough.
pub(super) fn is_plainly(source: &str) -> bool {
    let mut lines = source.lines().map(str::trim).filter(|line| !line.is_empty());
    let headed = lines.next().and_then(heading).is_some_and(|words| !words.is_empty());
    let linked = || source.contains("](http") || source.contains("](/");
    headed && (linked() || source.matches("**").nth(1).is_some() || lines.any(|line| line.starts_with("## ")))
}

fn push_line(line: &str, lines: &mut Vec<String>) {
    if is_rule(line) || is_definition(line) || is_template(line) {
        lines.push(String::new());
    } else if let Some(heading) = heading(line) {
        lines.extend([String::new(), heading.to_owned(), String::new()]);
    } else if let Some(item) = ["* ", "+ ", "- "].iter().find_map(|mark| line.strip_prefix(mark)) {
        let item = item.trim_start();
        lines.push(format!("- {}", heading(item).unwrap_or(item)));
    } else if let Some(cells) = line.strip_prefix('|') {
        let cells = cells.trim_end_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
        lines.push(cells.join(" | "));
    } else {
        // Two spaces or a backslash at the end keep the line end, which we keep anyway.
        lines.push(line.strip_suffix('\\').unwrap_or(line).to_owned());
    }
}

/// A line without the marks of quotation in front of it.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t'])
}

/// The words of `## Heading ##`; none of `###`, which editors leave behind where a heading was emptied.
fn heading(line: &str) -> Option<&str> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let parted = words.is_empty() || words.starts_with([' ', '\t']);
    // `# # #` is no heading: nobody writes an empty one so, and many end a release with it.
    let words = Some(words.trim_start()).filter(|_| parted && (1..=6).contains(&level))?;
    let words = words.trim_end_matches(['#', ' ', '\t']);
    (!words.is_empty() || !line.contains(' ')).then_some(words)
}

/// `---`, `* * *`, `====` under a heading, `|---|---|` in a table.
fn is_rule(line: &str) -> bool {
    let mut marks = line.bytes().filter(|byte| !matches!(byte, b' ' | b'|' | b':'));
    let Some(first) = marks.next().filter(|mark| b"-=*_".contains(mark)) else { return false };
    let mut count = 1;
    marks.all(|mark| {
        count += 1;
        mark == first || (mark == b'-' && line.starts_with('|'))
    }) && count >= 3
}

/// `[name]: https://…`, where a link defined elsewhere leads.
fn is_definition(line: &str) -> bool {
    let target = line.strip_prefix('[').and_then(|line| line.split_once("]:")).map(|(_, target)| target.trim_start());
    target.is_some_and(|target| target.contains("://") || target.starts_with(['/', '#']))
}

/// A line that only calls a template of the generator: `{% include … %}`, `{{< figure … >}}`.
fn is_template(line: &str) -> bool {
    [("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}")]
        .iter()
        .any(|(start, end)| line.starts_with(start) && line.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::super::paragraphs::paragraphs;
    use super::*;

    #[test]
    fn blocks_keep_their_words() {
        let source = "# Ferry late #\nThe ferry\n====\n\n * one\n * **two**\n- ### three\n\n> Quoted\n> twice\n\n---\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n[x]: https://ayr.example\n{% include x %}\n```\ncode\n```\n###\nfree\n# # #\n";
        assert_eq!(
            paragraphs(&text(source)),
            "Ferry late\n\nThe ferry\n\n- one\n- two\n- three\n\nQuoted\ntwice\n\na | b\n\n1 | 2\n\ncode\n\nfree\n# # #"
        );
    }

    #[test]
    fn a_heading_and_another_mark_make_a_text_markdown() {
        for source in ["# Ferry late\n\nSee [more](https://ayr.example).", "\n# Ferry **late**", "# Ferry\n\n## Late"] {
            assert!(is_plainly(source), "{source}");
        }
        for source in ["# 1 of 3\n\nThe ferry is late.", "###\n\n**Ferry**", "Ferry **late**", "#ferry **late**", ""] {
            assert!(!is_plainly(source), "{source}");
        }
    }

    #[test]
    fn html_throughout_is_read_as_html() {
        assert_eq!(text("<p>One &amp; two.</p><p>Three.</p>"), "One & two.\n\nThree.");
    }
}
