//! The names that other languages, and habit, give to methods of the standard library. Called by the rule for members.

use super::{Case, Edit, calls::Call, edit::Fixes, members, types::Ty};

/// What is meant by which names: a line for each, with the sort of receiver it is for. A type may be of several sorts.
const NAMES: &str = "
text: length size count Length len_chars -> len
text: upper toUpperCase to_upper toUpper uppercase to_upper_case upcase -> to_uppercase
text: lower toLowerCase to_lower toLower lowercase to_lower_case downcase -> to_lowercase
text: strip Trim trim_both -> trim
text: lstrip trimStart trimLeft trim_front -> trim_start
text: rstrip trimEnd trimRight chomp trim_back -> trim_end
text: startsWith startswith start_with has_prefix hasPrefix begins_with -> starts_with
text: endsWith endswith end_with has_suffix hasSuffix -> ends_with
text: includes has include contains_str contains_char Contains -> contains
text: indexOf index_of index position find_str search -> find
text: lastIndexOf last_index_of rindex -> rfind
text: replaceAll replace_all gsub sub -> replace
text: charAt char_at get_char at nth -> chars().nth
text: append add concat push_string extend_from_str Append write -> push_str
text: toCharArray to_chars characters each_char iter into_iter -> chars
text: getBytes to_bytes bytes_slice -> as_bytes
text: equalsIgnoreCase eq_ignore_case -> eq_ignore_ascii_case
text: to_str str c_str as_string -> as_str
text: splitlines split_lines -> lines
text: rev reversed reverse -> chars().rev
text: next -> chars().next
list: next -> iter().next
list: length size count Length Count -> len
list: append push_back add Add pushBack emplace_back put insert_last push_str enqueue -> push
VecDeque: push append add enqueue offer -> push_back
VecDeque: pop shift dequeue poll -> pop_front
VecDeque: peek first -> front
VecDeque: unshift prepend -> push_front
VecDeque: last -> back
BinaryHeap: add push_back offer enqueue -> push
BinaryHeap: top first front -> peek
BinaryHeap: poll dequeue pop_front pop_back -> pop
list: pop_back popBack removeLast remove_last -> pop
list: removeAt remove_at erase delete_at -> remove
list: includes contains_key has include contains_value exists -> contains
list: addAll push_all append_all extend_from concat_all extend_from_vec -> extend
list: front head first_element -> first
list: back peek top getLast end -> last
list: forEach for_each each -> iter().for_each
list: find -> iter().find
list: sorted order -> sort
list: reversed rev -> iter().rev
list: at nth get_at elementAt -> get
list: toArray to_list copy to_array -> to_vec
set: add put push append -> insert
set: has contains_key includes include exists -> contains
set: delete erase discard -> remove
map: put add set push update insert_or_update store -> insert
map: has contains containsKey has_key exists include includes contains_ke -> contains_key
map: delete del erase removeKey pop -> remove
map: items iteritems entries pairs entrySet entry_set -> iter
map: keySet key_set -> keys
map: vals value_set -> values
map: find lookup at get_value -> get
Option: isPresent is_present has_value hasValue exists is_ok -> is_some
Option: isEmpty is_empty is_null is_err -> is_none
Option: getOrElse orElse value_or get_or or_default_value -> unwrap_or
Option: get value force getValue -> unwrap
Option: flatMap flat_map bind then -> and_then
Result: is_some -> is_ok
Result: is_none -> is_err
Result: ok_or ok_or_else -> or
iterator: len length size -> count
iterator: reverse reversed -> rev
iterator: to_vec toArray to_list toList to_array -> collect::<Vec<_>>
iterator: select transform -> map
iterator: where keep retain -> filter
iterator: first head -> next
iterator: append concat extend -> chain
iterator: each forEach foreach -> for_each
iterator: reduce_left inject -> fold
iterator: some exists contains_by -> any
iterator: every -> all
iterator: indexOf find_index findIndex -> position
iterator: pop -> next_back
iterator: flatMap -> flat_map
iterator: with_index each_with_index withIndex -> enumerate
char: isdigit isDigit is_number -> is_ascii_digit
char: isalpha isLetter is_letter is_alpha -> is_alphabetic
char: isalnum is_alnum -> is_alphanumeric
char: isspace is_space -> is_whitespace
char: isupper is_upper isUpperCase -> is_uppercase
char: islower is_lower isLowerCase -> is_lowercase
char: upper toUpperCase to_upper -> to_ascii_uppercase
char: lower toLowerCase to_lower -> to_ascii_lowercase
any: toString to_str str ToString as_string String -> to_string
any: isEmpty empty is_Empty Empty none -> is_empty
any: copy dup Clone cloned duplicate -> clone
any: compareTo compare_to compare -> cmp
any: power -> pow
any: unwrap_or_err or_panic unwarp unwrap_value -> unwrap
";

/// The rows of the table: sort, names, meant.
fn names() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    NAMES.lines().filter_map(|line| {
        let (sort, rest) = line.split_once(": ")?;
        let (names, meant) = rest.split_once(" -> ")?;
        Some((sort, names, meant))
    })
}

/// Whether a receiver is of a sort: one of those below, or the name of a type.
fn is_sort(ty: &Ty, sort: &str) -> bool {
    let bare = ty.behind_pointers();
    match sort {
        "any" => true,
        "text" => bare.is_any(&["str", "String"]),
        "list" => bare.element().is_some(),
        "set" => bare.is_any(&["HashSet", "BTreeSet"]),
        "map" => bare.is_any(&["HashMap", "BTreeMap"]),
        "iterator" => super::collections::is_adapter(bare),
        name => bare.is(name),
    }
}

pub(super) fn propose(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0599"]) {
        return;
    }
    let message = case.message();
    if !message.starts_with("no method named ")
        && !message.starts_with("the method ")
        && !message.contains("is not an iterator")
    {
        return;
    }
    let Some(call) = case.primary().as_ref().and_then(Call::of) else {
        return;
    };
    let ty = members::type_of(message)
        .unwrap_or_else(|| Ty::parse(message.split('`').nth(1).unwrap_or_default()));
    let name = call.name.text();
    rewritten(&call, &ty, name, fixes);
    // A type of the workspace follows the standard library where it has a method of that name.
    let is_own = |meant: &str| {
        let owner = ty.behind_pointers().name();
        let mut known = case.index.named(meant);
        owner.is_some() && known.any(|item| item.container.as_deref() == owner)
    };
    let mut said = Vec::new();
    for (sort, written, meant) in names() {
        let is_known = || is_sort(&ty, sort) || is_own(meant);
        if written.split(' ').any(|one| one == name) && !said.contains(&meant) && is_known() {
            fixes.keeps(format!("call `{meant}`"), call.renamed(meant));
            said.push(meant);
        }
    }
    let snake = snake_case(name);
    if snake != name {
        fixes.keeps(format!("call `{snake}`"), call.renamed(&snake));
    }
}

/// Calls whose arguments change too.
fn rewritten(call: &Call<'_>, ty: &Ty, name: &str, fixes: &mut Fixes) {
    let arguments = call.argument_texts();
    let receiver = call.receiver();
    match (name, arguments.as_slice()) {
        ("equals" | "eql" | "isEqual" | "is_equal" | "equal", [other]) => {
            fixes.keeps("compare by `==`", call.replaced(&format!(" == {other}")));
        }
        ("substring" | "substr" | "slice" | "sub" | "subList" | "sub_slice", bounds)
            if is_sort(ty, "text") || is_sort(ty, "list") =>
        {
            let Some(receiver) = receiver.filter(|_| matches!(bounds.len(), 1 | 2)) else {
                return;
            };
            let (start, end) = (bounds.first().unwrap_or(&""), bounds.get(1).unwrap_or(&""));
            let range = receiver.spot.range.start..call.end();
            let text = format!("&{}[{start}..{end}]", receiver.text());
            fixes.keeps(
                "take a slice",
                Edit::default().replace(&call.name, range, text),
            );
        }
        ("indexOf" | "index_of" | "index" | "find_index" | "position", [item])
            if is_sort(ty, "list") =>
        {
            let text = if item.starts_with('|') {
                format!(".iter().position({item})")
            } else {
                format!(
                    ".iter().position(|item| *item == {})",
                    item.trim_start_matches('&')
                )
            };
            fixes.keeps("look for its position", call.replaced(&text));
        }
        ("shift" | "pop_front" | "removeFirst", []) if is_sort(ty, "Vec") => {
            fixes.keeps(
                "take the first element: `remove(0)`",
                call.replaced(".remove(0)"),
            );
        }
        ("unshift" | "push_front" | "prepend" | "addFirst", [item]) if is_sort(ty, "Vec") => {
            fixes.keeps(
                "insert at the start",
                call.replaced(&format!(".insert(0, {item})")),
            );
        }
        ("to_string", [])
            if ty
                .behind_pointers()
                .element()
                .is_some_and(|of| of.is("char")) =>
        {
            let text = ".iter().collect::<String>()";
            fixes.keeps("collect the characters", call.replaced(text));
        }
        ("join", _) if is_sort(ty, "iterator") => {
            fixes.keeps(
                "collect the texts first",
                call.before(".collect::<Vec<_>>()"),
            );
        }
        ("sort" | "sorted" | "dedup" | "windows" | "chunks" | "concat", _)
            if is_sort(ty, "iterator") =>
        {
            fixes.plausible(
                "collect the elements first",
                call.before(".collect::<Vec<_>>()"),
            );
        }
        ("contains" | "includes", [item]) if is_sort(ty, "iterator") => {
            fixes.keeps(
                "look for it: `any`",
                call.replaced(&format!(".any(|item| item == {item})")),
            );
        }
        ("getOrDefault" | "get_or_default" | "get_or" | "get_or_else", [key, value])
            if is_sort(ty, "map") =>
        {
            let text = format!(".get({key}).copied().unwrap_or({value})");
            fixes.keeps(
                "take a default where the key is missing",
                call.replaced(&text),
            );
        }
        _ => {}
    }
}

/// `camelCase` as `snake_case`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for one in name.chars() {
        if one.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(one.to_lowercase());
    }
    snake
}
