//! The releases around one release: published elsewhere too, related, similar.
//!
//! Nothing of it is kept in the index but the keys by which like texts meet, so it holds for the commit that is read
//! and does not depend on which release came first. What meets is compared on the texts themselves.

use std::collections::HashMap;
use std::time::Instant;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TERMINATED, Term};

use super::error::IndexError;
use super::schema::UNDATED;
use super::similar::{Alike, Telling};
use super::snapshot::Snapshot;
use crate::enrich::likeness::{Profile, Relation, keys};
use crate::enrich::words_to_show;
use crate::release::EnrichedRelease;
use crate::results::{Neighbours, Partial, RelatedRelease, SimilarRelease};
use crate::text::{Stems, Words};

/// The most releases that are compared because they share keys; those that share most, then the nearest in date.
const MOST_COMPARED: usize = 64;

/// How many of the most similar releases are compared too: they find the statement quoted in a text of many pages,
/// whose sequences share few keys with it, and the copy among a thousand pages of one frame.
const SIMILAR_COMPARED: usize = 16;

/// The most releases that are looked at for one key: a frame that thousands share likens nothing.
const MOST_OF_ONE_KEY: usize = 4096;

/// How many words say why a release is similar.
const MOST_BECAUSE: usize = 5;

/// See [`super::Index::neighbours`].
pub(super) fn neighbours(
    snapshot: &Snapshot,
    release: &EnrichedRelease,
    most_similar: usize,
    deadline: Option<Instant>,
) -> Result<Neighbours, IndexError> {
    let mut stems = Stems::default();
    let words = words_to_show(release, &mut stems);
    let profile = Profile::of(release, &words);
    let telling = Telling::of(snapshot, release, &words)?;
    // Itself and its copies are among the first.
    let (alike, found_in_time) = telling.find(snapshot, most_similar + 1 + SIMILAR_COMPARED, deadline)?;
    let sharing = sharing_keys(snapshot, &words, release, deadline)?;
    let mut pool: Vec<Compared> = Vec::new();
    let mut in_time = found_in_time;
    let scores: HashMap<DocAddress, f32> = alike.iter().map(|alike| (alike.address, alike.score)).collect();
    let unseen = alike.iter().map(|Alike { address, .. }| *address).filter(|address| !sharing.contains(address));
    for address in sharing.iter().copied().chain(unseen) {
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            in_time = false;
            break;
        }
        let other = snapshot.read(&snapshot.latest, address)?;
        if other.id != release.id {
            pool.push(Compared::new(address, other, &mut stems));
        }
    }
    let profiles = || pool.iter().map(|compared| &compared.profile);
    let house = profile.house_text(profiles());
    let relations: Vec<_> = profiles()
        .map(|other| profile.relation(other, &house).or_else(|| profile.relation_from_there(other, profiles())))
        .collect();
    let mut answer = Neighbours::none(release.id.clone());
    answer.partial =
        (!in_time).then(|| Partial { reason: "there was not the time to compare all releases".to_owned() });
    for (compared, relation) in pool.into_iter().zip(relations) {
        match relation {
            Some((relation, likeness)) => {
                let list = match relation {
                    Relation::Same => &mut answer.also_published_by,
                    Relation::Related => &mut answer.related,
                };
                list.push(RelatedRelease::of(compared.release, likeness.shared, likeness.contained));
            }
            None => {
                if let Some(&score) = scores.get(&compared.address) {
                    let because = telling.shared_with(&compared.release, &compared.words, MOST_BECAUSE);
                    answer.similar.push(SimilarRelease::of(compared.release, score, because));
                }
            }
        }
    }
    answer.sort();
    answer.similar.truncate(most_similar);
    Ok(answer)
}

/// A release read to be compared.
struct Compared {
    address: DocAddress,
    release: EnrichedRelease,
    words: Words,
    profile: Profile,
}

impl Compared {
    fn new(address: DocAddress, release: EnrichedRelease, stems: &mut Stems) -> Self {
        let words = words_to_show(&release, stems);
        let profile = Profile::of(&release, &words);
        Self { address, release, words, profile }
    }
}

/// The releases that share keys with one, most first.
fn sharing_keys(
    snapshot: &Snapshot,
    words: &Words,
    release: &EnrichedRelease,
    deadline: Option<Instant>,
) -> Result<Vec<DocAddress>, IndexError> {
    let mut sharing: HashMap<DocAddress, u32> = HashMap::new();
    let keys: Vec<Term> =
        keys(words).map(|key| Term::from_field_bytes(snapshot.fields.likeness, &key.to_be_bytes())).collect();
    for (ordinal, segment) in (0..).zip(snapshot.latest.segment_readers()) {
        let inverted = segment.inverted_index(snapshot.fields.likeness)?;
        for key in &keys {
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                break;
            }
            let postings =
                inverted.read_postings(key, IndexRecordOption::Basic).map_err(tantivy::TantivyError::from)?;
            let Some(mut postings) = postings else { continue };
            let mut doc = postings.doc();
            for _ in 0..MOST_OF_ONE_KEY {
                if doc == TERMINATED {
                    break;
                }
                if !segment.is_deleted(doc) {
                    *sharing.entry(DocAddress::new(ordinal, doc)).or_default() += 1;
                }
                doc = postings.advance();
            }
        }
    }
    let day = release.published.as_ref().map(|published| super::schema::day(published.date.first_day()));
    let mut ranked = Vec::with_capacity(sharing.len());
    for (address, shared) in sharing {
        let Some(columns) = snapshot.latest.columns(address.segment_ord) else { continue };
        let other = columns.first_day.first(address.doc_id).unwrap_or(UNDATED);
        let apart = day.map_or(u64::MAX, |day| if other == UNDATED { u64::MAX } else { day.abs_diff(other) });
        let id = columns.id_key.first(address.doc_id).unwrap_or(0);
        if id != release.id.key() {
            ranked.push((std::cmp::Reverse(shared), apart, id, address));
        }
    }
    ranked.sort_unstable();
    ranked.truncate(MOST_COMPARED);
    Ok(ranked.into_iter().map(|(.., address)| address).collect())
}
