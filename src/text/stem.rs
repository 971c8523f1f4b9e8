//! English inflections. Doors: frostem, hashbrown.

use frostem::{Algorithm, Stemmer};
use hashbrown::HashMap;

/// The stem of a folded word (Porter's English stemmer in its Snowball form): `policies`, `policing` and `police`
/// are all `polic`. Words with anything but `a` to `z` in them stay as they are.
pub fn english_stem(folded: &str) -> String {
    if folded.len() < 3 || folded.len() > 40 || !folded.bytes().all(|b| b.is_ascii_lowercase()) {
        return folded.to_owned();
    }
    Stemmer::new(Algorithm::English).stem(folded).into_owned()
}

/// Stems already met: a press archive repeats its words, and a look-up costs a tenth of stemming.
#[derive(Debug, Default)]
pub struct Stems {
    known: HashMap<String, Box<str>>,
}

/// Beyond this many words the table begins anew, so that an archive of noise cannot fill the memory.
const MAX_KNOWN: usize = 1 << 17;

impl Stems {
    /// The stem of a folded word.
    pub fn of(&mut self, folded: &str) -> &str {
        if self.known.len() >= MAX_KNOWN {
            self.known.clear();
        }
        self.known.entry_ref(folded).or_insert_with(|| english_stem(folded).into())
    }
}
