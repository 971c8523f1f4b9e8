//! The text of a page that the parser must not see: tags taken out one by one, no tree built.

use super::super::paragraphs::{one_line, paragraphs};
use super::super::references::unescaped;

/// Tags that end no line.
const INLINE: [&str; 16] =
    ["a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub", "sup"];

/// The text between the tags, one paragraph per block; scripts and styles left out.
pub(super) fn text(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let skipped = ["script", "style", "title", "!--"]
            .iter()
            .zip(["</script", "</style", "</title", "-->"])
            .find(|(name, _)| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        let tag = match skipped {
            // Without its end there is nothing left to read.
            Some((_, end)) => match tag.split_once(end) {
                Some((_, after)) if end == "-->" => {
                    rest = after;
                    continue;
                }
                Some((_, after)) => after,
                None => return paragraphs(&unescaped(&text)),
            },
            None => tag,
        };
        let name: &str =
            tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if name.is_empty() && skipped.is_none() {
            text.push('<');
            rest = tag;
            continue;
        }
        if !INLINE.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            text.push_str("\n\n");
        }
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    paragraphs(&unescaped(&text))
}

/// What stands between `<title>` and `</title>`.
pub(super) fn title(page: &str) -> Option<String> {
    let (_, after) = page.split_once("<title>")?;
    let (title, _) = after.split_once("</title>")?;
    Some(one_line(&unescaped(title))).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_paragraphs_and_scripts_go() {
        let page = "<div><script>if (a<b) {}</script><p>One <b>quay</b> &amp; two.<p>Three < four.<!-- <p>no --></div>";
        assert_eq!(text(page), "One quay & two.\n\nThree < four.");
    }
}
