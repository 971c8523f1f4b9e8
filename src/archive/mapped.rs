//! How a file is to be read of which the operator said where its records lie.

use super::decode;
use super::elements::Wanted;
use super::heading;
use super::mapping::Mapping;
use super::markup;
use super::sniff::Content;
use super::tables::{self, Layout};

impl Mapping {
    /// What a file is that begins like this, where this mapping speaks of it.
    pub(super) fn content(&self, head: &[u8]) -> Option<Content> {
        let text = match decode::utf16(head) {
            Some(encoding) => encoding.decode(head).0,
            None => String::from_utf8_lossy(head),
        };
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('<') {
            let path = self.elements()?;
            let root = markup::root(text);
            let speaks = path.first().is_some_and(|first| first.eq_ignore_ascii_case(root));
            return speaks.then_some(Content::Elements(Wanted::Records(path)));
        }
        if text.starts_with('{') {
            // One object a line needs no path.
            let lines = text.lines().filter(|line| !line.trim().is_empty()).take(2);
            let rows = lines.filter(|line| line.starts_with("{\"")).count() == 2;
            return self.keys().filter(|_| !rows).map(|path| Content::Json(Layout::Under(path)));
        }
        let is_known = |name: &str| heading::is_known(name) || self.names_column(name, false);
        tables::delimiter_by(text, 2, is_known).map(Content::Table)
    }
}
