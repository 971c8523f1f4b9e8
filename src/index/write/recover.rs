//! What a run that was killed left in the sibling index of earlier wordings.

use tantivy::index::Index as Engine;
use tantivy::{DocAddress, IndexWriter, Term};

use super::super::error::IndexError;
use super::super::schema::wording_key;
use super::super::snapshot::{Payload, Snapshot, find};

/// Removes earlier wordings that ceased to be in a run which was killed before it could do so: those that are the latest
/// again, those of a stub whose page came, those of a release that went.
pub(super) fn take_back_overtaken(snapshot: &Snapshot, earlier: &mut IndexWriter) -> Result<(), IndexError> {
    let mut any = false;
    for (ordinal, segment) in (0..).zip(snapshot.earlier.segment_readers()) {
        for doc in segment.doc_ids_alive() {
            let version = snapshot.read(&snapshot.earlier, DocAddress::new(ordinal, doc))?;
            let latest = find(&snapshot.latest, &Term::from_field_text(snapshot.fields.id, version.id.as_str()))?;
            let latest = latest.first().map(|latest| snapshot.read(&snapshot.latest, *latest)).transpose()?;
            let still_is = latest.is_some_and(|latest| {
                latest.wording() != version.wording() && (latest.is_stub() || !version.is_stub())
            });
            if !still_is {
                any = true;
                earlier.delete_term(Term::from_field_text(snapshot.fields.wording, &wording_key(&version)));
            }
        }
    }
    if any {
        snapshot.payload.commit(earlier)?;
    }
    Ok(())
}

/// Removes earlier wordings that a commit wrote which never became whole.
pub(super) fn take_back_unfinished(
    snapshot: &Snapshot,
    engine: &Engine,
    earlier: &mut IndexWriter,
) -> Result<(), IndexError> {
    let written = Payload::of(engine)?;
    if written.commit <= snapshot.payload.commit {
        return Ok(());
    }
    for commit in snapshot.payload.commit + 1..=written.commit {
        earlier.delete_term(Term::from_field_u64(snapshot.fields.superseded_in, commit));
    }
    snapshot.payload.commit(earlier)
}
