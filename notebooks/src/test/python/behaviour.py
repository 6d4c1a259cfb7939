"""What a notebook's user meets, beyond the protocol: the first cell, mistakes, interrupts, progress."""

import os
import re
import threading
import time
import unittest

from jupyter_client.manager import start_new_kernel

EXPERIMENT = os.environ["KVLAB_TEST_EXPERIMENT"]
LONG_EXPERIMENT = os.environ["KVLAB_TEST_LONG_EXPERIMENT"]
PATIENCE = 1800  # only what hangs takes as long


class Kernel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start_new_kernel(kernel_name="kvlab", startup_timeout=PATIENCE)
        cls.messages = []
        cls.first = cls.run_cell("g = " + EXPERIMENT)

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    @classmethod
    def run_cell(cls, code, during=None, **options):
        """Runs a cell; returns the reply and the outputs as a saved notebook would have them."""
        request = cls.client.execute(code, **options)
        outputs, displays = [], {}
        while True:
            message = cls.client.get_iopub_msg(timeout=PATIENCE)
            kind, content = message["msg_type"], message["content"]
            if during:
                during(kind, content)
            if message["parent_header"].get("msg_id") != request:
                assert kind == "status", "without its parent a message is lost: %s" % message
                continue
            if kind == "status" and content["execution_state"] == "idle":
                break
            if kind == "update_display_data":
                displays[content["transient"]["display_id"]].update(content["data"])
                continue
            if kind in ("display_data", "execute_result"):
                data = dict(content["data"])
                outputs.append((kind, data))
                if "display_id" in content.get("transient", {}):
                    displays[content["transient"]["display_id"]] = data
            elif kind in ("stream", "error"):
                outputs.append((kind, content))
        return cls.reply_to(request), outputs

    @classmethod
    def reply_to(cls, request):
        while True:
            message = cls.client.get_shell_msg(timeout=PATIENCE)
            if message["parent_header"]["msg_id"] == request:
                return message["content"]

    def test_the_first_cell_may_be_the_language(self):
        reply, outputs = self.first
        self.assertEqual(reply["status"], "ok", reply)
        table = [data for kind, data in outputs if "text/html" in data and "<table" in data["text/html"]]
        self.assertTrue(table)
        self.assertIn("rows x", table[0]["text/plain"])

    def test_progress_ends_in_one_plain_line(self):
        kind, data = self.first[1][0]
        self.assertTrue(data["text/plain"].startswith("Done: "), data)
        self.assertEqual(len(data["text/plain"].splitlines()), 1)

    def test_a_result_is_a_typed_kotlin_value(self):
        reply, outputs = self.run_cell("val rows: Int = g.summary().rowCount()\nrows > 1")
        self.assertEqual(reply["status"], "ok", reply)
        self.assertEqual(outputs[-1][1]["text/plain"], "true")

    def test_a_kotlin_value_fills_a_placeholder(self):
        self.run_cell("val topic = \"models\"")
        reply, outputs = self.run_cell("show {topic}")
        self.assertEqual(reply["status"], "ok", reply)
        self.assertIn("nano", outputs[-1][1]["text/plain"])

    def test_a_plot_has_a_picture_and_a_text(self):
        reply, outputs = self.run_cell("plot degradation of g")
        self.assertEqual(reply["status"], "ok", reply)
        data = outputs[-1][1]
        self.assertTrue(data["image/svg+xml"].lstrip().startswith("<"))
        self.assertNotIn("cdn", re.sub("base64,[^\"]*", "", data["text/html"].lower()))
        self.assertIn("score", data["text/plain"].lower())

    def test_a_mistake_shows_the_place_and_nothing_of_the_machinery(self):
        reply, outputs = self.run_cell("compress snapvk ratio 0.1 on gsm-mini with nano")
        self.assertEqual(reply["status"], "error")
        self.assertEqual([kind for kind, _ in outputs], ["error"])
        text = "\n".join(outputs[0][1]["traceback"])
        self.assertIn("snapkv", text)
        self.assertIn("^^^^^^", text)
        self.assertNotIn("io.kvlab", text)
        self.assertNotIn("\tat ", text)

    def test_a_kotlin_mistake_shows_the_place(self):
        reply, outputs = self.run_cell("val x: Int = \"a\"")
        self.assertEqual(reply["status"], "error")
        self.assertIn("line 1, column", outputs[-1][1]["traceback"][0])

    def test_magics(self):
        reply, outputs = self.run_cell("%%kv\nshow policies")
        self.assertIn("snapkv", outputs[-1][1]["text/plain"])
        reply, outputs = self.run_cell("val before = 1\n%kv show models\nbefore + 1")
        self.assertEqual(reply["status"], "ok", reply)
        self.assertIn("nano", outputs[0][1]["text/plain"])
        self.assertEqual(outputs[-1][1]["text/plain"], "2")

    def test_what_waits_behind_a_failed_cell_is_turned_down(self):
        failed = self.client.execute("compress")
        waiting = self.client.execute("1 + 1")
        statuses = [self.reply_to(request)["status"] for request in (failed, waiting)]
        self.assertEqual(statuses, ["error", "aborted"])

    def interrupted(self, code, ready):
        asked = []

        def during(kind, content):
            if not asked and ready(kind, content):
                asked.append(time.monotonic())
                self.manager.interrupt_kernel()

        reply, outputs = self.run_cell(code, during)
        self.assertEqual(reply["status"], "error", reply)
        self.assertEqual(reply["ename"], "Interrupted", reply)
        return time.monotonic() - asked[0], outputs

    def assert_prompt(self, seconds):
        """Promised is one second on a machine that does nothing else; on another, all takes longer alike."""
        started = time.monotonic()
        self.run_cell("1 + 1")
        self.assertLess(seconds, 2 + 20 * (time.monotonic() - started))

    def test_an_interrupt_stops_a_run_and_keeps_its_rows(self):
        def some_are_done(kind, content):
            shown = content["data"].get("text/plain", "") if kind == "update_display_data" else ""
            return re.search(r": [1-9][0-9]* of [0-9]+", shown) is not None

        seconds, outputs = self.interrupted("h = " + LONG_EXPERIMENT, some_are_done)
        print("interrupt of a run: %.2f s" % seconds)
        self.assert_prompt(seconds)
        reply, outputs = self.run_cell("h.rows().size > 0 && h.interrupted()")
        self.assertEqual(outputs[-1][1]["text/plain"], "true")

    def test_an_interrupt_stops_a_kotlin_loop(self):
        seconds, _ = self.interrupted(
            "println(\"on\")\nwhile (true) {}", lambda kind, content: kind == "stream")
        self.assert_prompt(seconds)
        self.assertEqual(self.run_cell("20 + 22")[1][-1][1]["text/plain"], "42")

    def test_an_interrupt_is_answered_whatever_runs(self):
        """What a fast machine has done before it is interrupted is interrupted earlier."""
        long = "attention on gsm-mini, needle-mini, icl-mini with nano example 0..9"
        self.run_cell("first = " + EXPERIMENT)
        for code in (
            long,
            "plot mass of (%s)" % long,
            "plot degradation of (%s)" % LONG_EXPERIMENT,
            "generate \"Q: Ben has 41 eggs.\" with nano compress snapkv ratio 0.5 max 1400",
            "kv(\"%s\")" % LONG_EXPERIMENT,
            "Thread.sleep(100_000)",
            "(1..2_000_000_000L).sumOf { Math.sin(it.toDouble()) }",
        ):
            with self.subTest(code=code):
                for delay in (0.4, 0.1, 0.02, 0):
                    seconds, reply = self.interrupted_after(delay, code)
                    if reply["status"] == "error":
                        break
                print("interrupt of %s: %.2f s" % (code[:40], seconds))
                self.assertEqual(reply["status"], "error", reply)
                self.assertEqual(reply["ename"], "Interrupted", reply)
                self.assert_prompt(seconds)
        self.assertEqual(self.run_cell("20 + 22")[1][-1][1]["text/plain"], "42")
        reply, _ = self.run_cell("second = " + EXPERIMENT)
        self.assertEqual(reply["status"], "ok", reply)

    def interrupted_after(self, delay, code):
        """Seconds from the interrupt to the answer, and the answer."""
        timer, asked = [], []

        def ask():
            asked.append(time.monotonic())
            self.manager.interrupt_kernel()

        def during(kind, content):
            if not timer and kind == "execute_input":
                timer.append(threading.Timer(delay, ask))
                timer[0].start()

        reply, _ = self.run_cell(code, during)
        ended = time.monotonic()
        timer[0].cancel()
        timer[0].join()
        return ended - (asked + [ended])[0], reply

    def test_no_socket_listens_beyond_this_machine(self):
        ports = {self.manager.shell_port, self.manager.iopub_port, self.manager.control_port}
        with open("/proc/net/tcp") as table:
            for line in table.readlines()[1:]:
                address, state = line.split()[1], line.split()[3]
                host, port = address.split(":")
                if state == "0A" and int(port, 16) in ports:
                    self.assertEqual(host, "0100007F")


if __name__ == "__main__":
    unittest.main(verbosity=2)
