//! Parameters: patterns and generics where only names and plain types may stand.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes};
use crate::rules::Spot;

pub(super) fn plain(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0130", "E0642", "E0561"]) {
        pattern(&spot, fixes);
    } else if case.is(&["E0044"]) {
        let generics =
            nodes::descendants(spot.node()).find(|node| node.kind() == "type_parameters");
        if let Some(generics) = generics {
            let edit = Edit::default().replace(&spot, generics.byte_range(), "");
            fixes.plausible("take the generic parameters away", edit);
        }
    }
}

fn pattern(spot: &Spot<'_>, fixes: &mut Fixes) {
    let text = spot.text();
    let names: Vec<Node<'_>> = nodes::descendants(spot.node())
        .filter(|node| {
            node.kind() == "identifier"
                && spot.range.start <= node.start_byte()
                && node.end_byte() <= spot.range.end
        })
        .collect();
    // The span of a parameter with a keyword may end before its name.
    let behind = spot.syntax.text()[spot.range.end..].trim_start();
    let name = match (names.as_slice(), text) {
        ([one], _) => spot.text_of(*one).to_owned(),
        _ if text.contains("mut ") && !text.contains(['(', '[', '{']) => {
            text.trim_start_matches(['&', ' ']).replacen("mut ", "", 1)
        }
        _ => "_".to_owned(),
    };
    if name != text && behind.starts_with(':') {
        let edit = Edit::default().replace(spot, spot.range.clone(), name.clone());
        fixes.keeps(format!("call it `{name}`"), edit);
    }
}
