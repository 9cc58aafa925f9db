//! In: a .wasm file of cargo's, a folder and a name. Out: NAME.js, NAME.d.ts and NAME_bg.wasm in that folder, as `wasm-bindgen --target
//! web --omit-default-module-path --out-name NAME` would write them; with the word `reset`, as with
//! `--experimental-reset-state-function` too. A tool of the workspace instead of `cargo install wasm-bindgen-cli`: Cargo.lock then holds
//! generator and crate at one version, and a quarter of the code is compiled.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder, name, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: hedgerow-bindgen MODULE.wasm FOLDER NAME [reset]");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name(name).typescript(true).omit_default_module_path(true);
    bindgen.reset_state_function(rest.iter().any(|word| word == "reset"));
    match bindgen.web(true).and_then(|bindgen| bindgen.generate(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
