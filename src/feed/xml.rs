//! Text in XML.

/// Text as it may stand between tags and in attributes: escaped, and without what XML 1.0 has no way to write.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. => escaped.push(c),
            _ => {}
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_write_is_left_out_and_markup_is_text() {
        assert_eq!(escape("<a b=\"c\">'&'\u{0}\u{8}\u{FFFE}é\n"), "&lt;a b=&quot;c&quot;&gt;&#39;&amp;&#39;é\n");
    }
}
