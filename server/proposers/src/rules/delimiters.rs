//! Brackets, braces and quotes that are missing or too many.

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, edit::Fixes};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "extra-closing-delimiter",
    class: Class::KeepsMeaning,
    about: "Takes away a closing bracket or brace that nothing opened.",
    propose: extra_closing,
}];

fn extra_closing(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code() || !case.message().starts_with("unexpected closing delimiter") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let edit = Edit::default().delete(&spot, spot.range.clone());
    fixes.keeps(format!("remove the extra `{}`", spot.text()), edit);
}
