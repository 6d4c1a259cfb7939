"""Jupyter's own conformance tests, run on the kvlab kernel."""

import unittest

import jupyter_kernel_test


class KvlabKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "kvlab"
    language_name = "kotlin"
    file_extension = ".kv"
    code_hello_world = 'println("hello, world")'
    code_stderr = 'System.err.println("oh")'
    completion_samples = [
        {"text": "compress shot", "matches": {"shotkv"}},
        {"text": "listOf(1).firstOrN"},
    ]
    complete_code_samples = ["val x = 1", "show models", "fun f() {\n}"]
    incomplete_code_samples = ["fun f() {", "compress snapkv ratio"]
    invalid_code_samples = ["compress ratio snapkv"]
    code_generate_error = "compress snapvk ratio 0.1 on gsm-mini with nano"
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": '"a" + 1', "result": "a1"},
        {"code": "show policies", "mime": "text/html"},
    ]
    code_display_data = [{"code": "DISPLAY(1)", "mime": "text/plain"}]
    code_history_pattern = "1*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "compress"


if __name__ == "__main__":
    unittest.main(verbosity=2)
