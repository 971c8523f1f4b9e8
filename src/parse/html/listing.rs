//! Pages that only lead to releases: listings, search results, section fronts.

use super::article::Article;
use super::outline::{Block, Outline};

/// As many headlines that are links make a listing.
const FEWEST: usize = 5;

/// So much text in one run, without a headline between, is an article, whatever stands around it.
const ARTICLE: usize = 600;

/// So much is one where the page hardly has any other.
const SHORT_ARTICLE: usize = 200;

/// True where the page lists releases instead of being one.
///
/// An article may stand among thirty links to others. It is told from a listing by its text: there it runs on, here
/// each headline has its own few lines.
pub(super) fn is_listing(outline: &Outline, article: &Article) -> bool {
    let scope = outline.blocks.get(article.scope.clone()).unwrap_or_default();
    let (mut headlines, mut prose, mut run, mut longest) = (0_usize, 0, 0, 0);
    for block in scope.iter().filter(|block| !block.aside) {
        if is_linked_headline(block) {
            headlines += 1;
            run = 0;
        }
        prose += block.prose();
        run += block.prose();
        longest = longest.max(run);
    }
    let hardly_any = prose < headlines * 40 && longest < SHORT_ARTICLE;
    let evenly_spread = longest * 3 < prose && longest < ARTICLE;
    headlines >= FEWEST && (hardly_any || evenly_spread)
}

/// A line of at least five words that is a link.
fn is_linked_headline(block: &Block) -> bool {
    block.is_link() && block.text.split_whitespace().nth(4).is_some()
}
