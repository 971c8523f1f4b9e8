//! Segments written anew.

use tantivy::IndexWriter;
use tantivy::index::Index as Engine;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};

use super::error::IndexError;
use super::lock::engine_writer;

/// Memory for a writer that only merges, in bytes: the least the engine takes.
const MERGE_MEMORY: usize = 15 << 20;

/// A writer that only merges, and only what it is told to.
pub(super) fn merger(engine: &Engine) -> Result<IndexWriter, IndexError> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .memory_budget_per_thread(MERGE_MEMORY)
        .num_merge_threads(1)
        .build();
    let writer = engine_writer(engine, &options)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

/// Makes one segment of all. Only for whoever holds the lock, after all other writers of the engine have ended.
pub(super) fn into_one(engine: &Engine) -> Result<(), IndexError> {
    let segments = engine.searchable_segment_ids()?;
    if segments.len() > 1 {
        let mut writer = merger(engine)?;
        writer.merge(&segments).wait()?;
        writer.wait_merging_threads()?;
    }
    Ok(())
}
