//! The hits of a search.

use std::io::{self, Write};

use super::cell::row;
use crate::results::Hit;

/// One row for each hit, below a heading.
///
/// # Errors
///
/// Those of `out`.
pub fn write_hits(out: &mut impl Write, hits: &[Hit]) -> io::Result<()> {
    out.write_all(b"id,date,title,publisher,kind,language,topics,url,score,version,versions\r\n")?;
    for hit in hits {
        let topics: Vec<&str> = hit.topics.iter().map(|topic| topic.path.as_str()).collect();
        let date = hit.published.as_ref().map(|published| published.date.to_string()).unwrap_or_default();
        let cells = [
            hit.id.as_str(),
            &date,
            hit.title.as_deref().unwrap_or_default(),
            hit.publisher.as_deref().unwrap_or_default(),
            hit.kind.as_str(),
            hit.language.as_str(),
            &topics.join("; "),
            hit.url.as_deref().unwrap_or_default(),
            &hit.score.to_string(),
            &hit.version.to_string(),
            &hit.versions.to_string(),
        ];
        out.write_all(row(cells).as_bytes())?;
    }
    Ok(())
}
