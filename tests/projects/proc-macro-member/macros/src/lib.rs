use proc_macro::TokenStream;

#[proc_macro_derive(Named)]
pub fn named(input: TokenStream) -> TokenStream {
    let name = input.into_iter().map(|token| token.to_string()).skip_while(|token| token != "struct").nth(1);
    let name = name.expect("derived on a struct");
    format!("impl {name} {{ pub fn name() -> &'static str {{ {name:?} }} }}").parse().expect("an impl")
}
