//! What was held back and may be shown by now.

use std::path::Path;

use chrono::Utc;

use super::{IngestError, TEXT_PER_COMMIT};
use crate::index::Writer;
use crate::release::{DayOrder, last_day};

/// Takes in what is due. Reads no archive: what was held back lies beside the index. Returns how many copies came in.
///
/// # Errors
///
/// Where the index cannot be written, as while another process writes it.
pub fn publish_due(index: &Path) -> Result<u64, IngestError> {
    let failed = IngestError::before_any_commit;
    let mut writer = Writer::open_as_it_is(index).map_err(failed)?;
    let published = writer.settle_held().map_err(failed)?;
    if published > 0 {
        writer.settle_dates(DayOrder::Unknown, last_day(Utc::now()), TEXT_PER_COMMIT).map_err(failed)?;
        writer.join_stubs(TEXT_PER_COMMIT).map_err(failed)?;
    }
    writer.finish().map_err(failed)?;
    Ok(published)
}
