//! Reads the declarations of one file off its syntax tree.

use bowline_loop_core::WorkspacePath;
use tree_sitter::Node;

use super::{Field, File, Import, Item, ItemKind, Literal, Parameter, uses};
use crate::tree::Syntax;

/// How far a file is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Everything.
    Bodies,
    /// No bodies of functions, so neither the items nor the literals in them.
    Outlines,
}

/// Nested nodes beyond which a reader turns back, for the sake of the stack.
const DEEPEST: usize = 600;

/// The declarations of a text, by place.
pub(super) fn file(path: &WorkspacePath, text: &str, depth: Depth) -> File {
    let syntax = Syntax::parse(text);
    let mut reader = Reader {
        syntax: &syntax,
        path,
        depth,
        level: 0,
        found: File::default(),
    };
    reader.children(syntax.root(), &Place::default());
    reader.found
}

/// What holds the nodes being read.
#[derive(Clone, Default)]
struct Place {
    modules: Vec<String>,
    container: Option<String>,
    of_trait: Option<String>,
    /// What `Self` stands for, in bodies too.
    own: Option<String>,
}

struct Reader<'a> {
    syntax: &'a Syntax<'a>,
    path: &'a WorkspacePath,
    depth: Depth,
    level: usize,
    found: File,
}

impl<'a> Reader<'a> {
    fn children(&mut self, parent: Node<'a>, place: &Place) {
        if self.level >= DEEPEST {
            return;
        }
        self.level += 1;
        let mut derives = Vec::new();
        for node in parent.named_children(&mut parent.walk()) {
            if node.kind() == "attribute_item" {
                derives.extend(derived(self.text(node)));
            } else if !node.is_extra() {
                self.node(node, place, std::mem::take(&mut derives));
            }
        }
        self.level -= 1;
    }

    fn node(&mut self, node: Node<'a>, place: &Place, derives: Vec<String>) {
        let Some(kind) = kind(node) else {
            match node.kind() {
                "use_declaration" => return self.imports(node, place),
                "struct_expression" => self.literal(node, place),
                "token_tree" => self.literal_tokens(node, place),
                _ => {}
            }
            // Items within bodies and broken stretches count too.
            self.children(node, place);
            return;
        };
        let Some(item) = self.item(node, kind, place, derives) else {
            return;
        };
        let mut inner = place.clone();
        inner.container = None;
        inner.of_trait = None;
        match kind {
            ItemKind::Module => inner.modules.push(item.name.clone()),
            ItemKind::Impl | ItemKind::Trait | ItemKind::Enum => {
                inner.container = Some(item.name.clone());
                inner.own.clone_from(&inner.container);
                inner.of_trait.clone_from(&item.of_trait);
            }
            _ => {}
        }
        self.found.items.push(item);
        let body = ["body", "value"]
            .into_iter()
            .find_map(|field| node.child_by_field_name(field));
        if let Some(body) = body
            && (kind != ItemKind::Function || self.depth == Depth::Bodies)
        {
            if body.kind() == "struct_expression" {
                self.literal(body, &inner);
            }
            self.children(body, &inner);
        }
    }

    fn imports(&mut self, node: Node<'a>, place: &Place) {
        let Some(argument) = node.child_by_field_name("argument") else {
            return;
        };
        let visibility = self.visibility(node);
        for (name, target, part) in uses::names(argument, self.syntax.text()) {
            self.found.imports.push(Import {
                path: self.path.clone(),
                modules: place.modules.clone(),
                name,
                target,
                visibility: visibility.clone(),
                range: node.byte_range(),
                part: part.byte_range(),
            });
        }
    }

    fn literal(&mut self, node: Node<'a>, place: &Place) {
        let Some(named) = node.child_by_field_name("name") else {
            return;
        };
        let name = match self.text(base(named)) {
            "Self" => place.own.clone(),
            name => Some(name.to_owned()),
        };
        let path = self.path.clone();
        let range = node.byte_range();
        self.found
            .literals
            .extend(name.map(|name| Literal { path, name, range }));
    }

    /// A literal within a macro's arguments: a name in front of braces that hold `field:`.
    fn literal_tokens(&mut self, tree: Node<'a>, place: &Place) {
        let Some(name) = tree.prev_sibling().filter(|node| {
            node.kind() == "identifier" && self.text(*node).starts_with(char::is_uppercase)
        }) else {
            return;
        };
        let field = tree.named_child(0).and_then(|first| first.next_sibling());
        if !self.text(tree).starts_with('{') || field.is_none_or(|next| next.kind() != ":") {
            return;
        }
        let name_text = match self.text(name) {
            "Self" => place.own.clone(),
            text => Some(text.to_owned()),
        };
        let path = self.path.clone();
        let range = name.start_byte()..tree.end_byte();
        self.found
            .literals
            .extend(name_text.map(|name| Literal { path, name, range }));
    }

    fn item(
        &self,
        node: Node<'a>,
        kind: ItemKind,
        place: &Place,
        derives: Vec<String>,
    ) -> Option<Item> {
        let named = match kind {
            ItemKind::Impl => base(node.child_by_field_name("type")?),
            _ => node.child_by_field_name("name")?,
        };
        let of_trait = match kind {
            ItemKind::Impl => node
                .child_by_field_name("trait")
                .map(|bound| self.text(base(bound)).to_owned()),
            _ => place.of_trait.clone(),
        };
        let ty = ["return_type", "type"]
            .into_iter()
            .find_map(|field| node.child_by_field_name(field));
        Some(Item {
            path: self.path.clone(),
            name: self.text(named).to_owned(),
            kind,
            modules: place.modules.clone(),
            container: place.container.clone(),
            of_trait,
            visibility: self.visibility(node),
            generics: self.field(node, "type_parameters"),
            parameters: self.parameters(node),
            ty: ty.map(|ty| self.text(ty).to_owned()),
            fields: self.fields(node, kind),
            derives,
            range: node.byte_range(),
            name_range: named.byte_range(),
        })
    }

    fn parameters(&self, node: Node<'a>) -> Vec<Parameter> {
        let Some(list) = node.child_by_field_name("parameters") else {
            return Vec::new();
        };
        list.named_children(&mut list.walk())
            .filter_map(|parameter| match parameter.kind() {
                "self_parameter" => Some(Parameter {
                    name: "self".to_owned(),
                    ty: self.text(parameter).to_owned(),
                }),
                "parameter" => Some(Parameter {
                    name: self.field(parameter, "pattern"),
                    ty: self.field(parameter, "type"),
                }),
                _ => None,
            })
            .collect()
    }

    fn fields(&self, node: Node<'a>, kind: ItemKind) -> Vec<Field> {
        let holds = matches!(kind, ItemKind::Struct | ItemKind::Union | ItemKind::Variant);
        let Some(body) = node.child_by_field_name("body").filter(|_| holds) else {
            return Vec::new();
        };
        if body.kind() == "ordered_field_declaration_list" {
            return body
                .children_by_field_name("type", &mut body.walk())
                .enumerate()
                .map(|(number, ty)| {
                    let pub_before = ty
                        .prev_named_sibling()
                        .filter(|before| before.kind() == "visibility_modifier");
                    Field {
                        name: number.to_string(),
                        ty: self.text(ty).to_owned(),
                        visibility: pub_before
                            .map(|node| self.text(node).to_owned())
                            .unwrap_or_default(),
                        start: pub_before.unwrap_or(ty).start_byte(),
                    }
                })
                .collect();
        }
        body.named_children(&mut body.walk())
            .filter(|field| field.kind() == "field_declaration")
            .map(|field| Field {
                name: self.field(field, "name"),
                ty: self.field(field, "type"),
                visibility: self.visibility(field),
                start: field.start_byte(),
            })
            .collect()
    }

    fn visibility(&self, node: Node<'a>) -> String {
        node.children(&mut node.walk())
            .find(|child| child.kind() == "visibility_modifier")
            .map(|child| self.text(child).to_owned())
            .unwrap_or_default()
    }

    fn field(&self, node: Node<'a>, name: &str) -> String {
        node.child_by_field_name(name)
            .map(|child| self.text(child).to_owned())
            .unwrap_or_default()
    }

    fn text(&self, node: Node<'a>) -> &'a str {
        self.syntax.text_of(node)
    }
}

fn kind(node: Node<'_>) -> Option<ItemKind> {
    Some(match node.kind() {
        "function_item" | "function_signature_item" => ItemKind::Function,
        "struct_item" => ItemKind::Struct,
        "enum_item" => ItemKind::Enum,
        "enum_variant" => ItemKind::Variant,
        "union_item" => ItemKind::Union,
        "trait_item" => ItemKind::Trait,
        "type_item" | "associated_type" => ItemKind::Type,
        "const_item" => ItemKind::Const,
        "static_item" => ItemKind::Static,
        "mod_item" => ItemKind::Module,
        "macro_definition" => ItemKind::Macro,
        "impl_item" => ItemKind::Impl,
        _ => return None,
    })
}

/// The name within a type or path: `Stack` of `stack::Stack<T>`.
fn base(node: Node<'_>) -> Node<'_> {
    match node.kind() {
        "generic_type" | "generic_type_with_turbofish" => {
            node.child_by_field_name("type").map_or(node, base)
        }
        "scoped_type_identifier" | "scoped_identifier" => {
            node.child_by_field_name("name").map_or(node, base)
        }
        _ => node,
    }
}

/// The traits of a `#[derive(…)]`, without their paths; none of another attribute.
fn derived(attribute: &str) -> Vec<String> {
    let inside = attribute
        .trim_start_matches(['#', '[', ' '])
        .strip_prefix("derive")
        .and_then(|rest| rest.trim_start().strip_prefix('('))
        .and_then(|rest| rest.split(')').next());
    inside
        .unwrap_or_default()
        .split(',')
        .filter_map(|one| one.rsplit("::").next())
        .map(|one| one.trim().to_owned())
        .filter(|one| !one.is_empty())
        .collect()
}
