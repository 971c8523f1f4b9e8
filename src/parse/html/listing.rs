//! Pages that only lead to releases: listings, search results, section fronts.

use super::article::Article;
use super::outline::{Block, Level, Outline};

/// As many headlines that are links make a listing.
const FEWEST: usize = 5;

/// Where each headline has more text than this, the page prints the articles themselves.
const LONGEST_TEASER: usize = 600;

/// True where the page lists releases instead of being one.
pub(super) fn is_listing(outline: &Outline, article: &Article) -> bool {
    let scope = outline.blocks.get(article.scope.clone()).unwrap_or_default();
    let headlines = scope.iter().filter(|block| !block.aside && is_linked_headline(block)).count();
    let prose: usize = scope.iter().map(Block::prose).sum();
    let body = outline.blocks.get(article.body.clone()).unwrap_or_default();
    // A release may close with links to others; in a listing its own text would hold the headlines.
    let teasers =
        body.iter().filter(|block| !block.aside && matches!(block.level, Level::Heading(_)) && block.is_link()).count();
    (headlines >= FEWEST && prose < headlines * 40) || (teasers >= FEWEST && prose < teasers * LONGEST_TEASER)
}

/// A line of at least five words that is a link.
fn is_linked_headline(block: &Block) -> bool {
    block.is_link() && block.text.split_whitespace().nth(4).is_some()
}
