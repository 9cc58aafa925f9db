//! In: a .wasm file of cargo's and a folder. Out: core.js, core.d.ts and core_bg.wasm in that folder, as `wasm-bindgen --target
//! web --omit-default-module-path --out-name core` would write them. A tool of the workspace instead of `cargo install
//! wasm-bindgen-cli`: Cargo.lock then holds generator and crate at one version, and a quarter of the code is compiled.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder] = arguments.as_slice() else {
        eprintln!("usage: hedgerow-bindgen MODULE.wasm FOLDER");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name("core").typescript(true).omit_default_module_path(true);
    match bindgen.web(true).and_then(|bindgen| bindgen.generate(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
