#[derive(member_macros::Named)]
pub struct Apple;

pub fn shout() -> String {
    let name = Apple::name().to_owned();
    name.push('!');
    name
}
