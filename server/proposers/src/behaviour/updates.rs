//! Updates: `=` for `+=`, the wrong place written to.

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field},
};

pub(super) const OPERATORS: &[Operator] = &[node("update", update), node("written-place", written)];

fn update<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    if node.kind() != "assignment_expression" {
        return;
    }
    let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return;
    };
    let sign = left.end_byte()..right.start_byte();
    let ty = site.bare_ty(left).or_else(|| site.bare_ty(right));
    match ty {
        Some(ty) if ty.is_number() => {
            finds.put(0.45, sign.clone(), " += ");
            finds.put(0.25, sign.clone(), " -= ");
            finds.put(0.1, sign.clone(), " |= ");
            finds.put(0.1, sign, " *= ");
        }
        Some(ty) if ty.is("bool") => {
            finds.put(0.3, sign.clone(), " |= ");
            finds.put(0.3, sign, " &= ");
        }
        Some(_) => {}
        None => {
            finds.put(0.2, sign.clone(), " += ");
            finds.put(0.1, sign.clone(), " |= ");
            finds.put(0.08, sign, " -= ");
        }
    }
}

/// `a = b` for `b = a`.
fn written(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "assignment_expression" {
        return;
    }
    if let (Some(left), Some(right)) = (field(node, "left"), field(node, "right"))
        && left.kind() == right.kind()
    {
        finds.swap(0.2, site.file, left, right);
    }
}
