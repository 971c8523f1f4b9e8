//! The topic tree.

use std::io::{self, Write};

use super::cell::row;
use crate::results::TopicNode;

/// One row for each topic, below the topic it lies in, below a heading.
///
/// # Errors
///
/// Those of `out`.
pub fn write_topics(out: &mut impl Write, topics: &[TopicNode]) -> io::Result<()> {
    fn write(out: &mut impl Write, topics: &[TopicNode]) -> io::Result<()> {
        for TopicNode { path, label, about, rule, count, children } in topics {
            let cells = [path.as_str(), label, &count.to_string(), rule.as_deref().unwrap_or_default(), about];
            out.write_all(row(cells).as_bytes())?;
            write(out, children)?;
        }
        Ok(())
    }
    out.write_all(b"path,label,releases,rule,about\r\n")?;
    write(out, topics)
}
