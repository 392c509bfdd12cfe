//! Repairs of what is kept together: files in a list, tasks in a set.

use super::shape;
use expect_test::expect;

#[test]
fn what_is_collected_goes_on_a_stack_behind_the_loop() {
    shape(
        "def heads(paths):\n    files = []\n    for path in paths:\n        f = open(path)\n        files.append(f)\n    return [f.readline() for f in files]\n",
        &expect![[r#"
            # Use an `ExitStack`
            from contextlib import ExitStack
            def heads(paths):
                files = []
                with ExitStack() as stack:
                    for path in paths:
                        f = stack.enter_context(open(path))
                        files.append(f)
                    return [f.readline() for f in files]
        "#]],
    );
    shape(
        "class Table:\n    def heads(self, paths):\n        files = []\n        for path in paths:\n            files.append(open(path))\n        return [f.readline() for f in files]\n",
        &expect![[r#"
            # Use an `ExitStack`
            from contextlib import ExitStack
            class Table:
                def heads(self, paths):
                    files = []
                    with ExitStack() as stack:
                        for path in paths:
                            files.append(stack.enter_context(open(path)))
                        return [f.readline() for f in files]
        "#]],
    );
}

#[test]
fn what_is_opened_one_by_one_is_closed_where_one_cannot_be() {
    shape(
        "class Files:\n    def __init__(self, paths):\n        self.files = [open(path) for path in paths]\n\n    def close(self):\n        for f in self.files:\n            f.close()\n",
        &expect![[r#"
            # Use an `ExitStack` until all are open
            from contextlib import ExitStack
            class Files:
                def __init__(self, paths):
                    with ExitStack() as stack:
                        self.files = [stack.enter_context(open(path)) for path in paths]
                        stack.pop_all()

                def close(self):
                    for f in self.files:
                        f.close()
        "#]],
    );
    shape(
        "def by_path(paths):\n    return {path: open(path) for path in paths}  # not closed here\n",
        &expect![[r#"
            # Use an `ExitStack` until all are open
            from contextlib import ExitStack
            def by_path(paths):
                with ExitStack() as stack:
                    opened = {path: stack.enter_context(open(path)) for path in paths}  # not closed here
                    stack.pop_all()
                    return opened
        "#]],
    );
}

#[test]
fn a_task_is_kept_until_it_is_done() {
    shape(
        "import asyncio\n\n\nasync def serve(job):\n    asyncio.create_task(job())  # goes on\n    await asyncio.sleep(1)\n",
        &expect![[r#"
            # Keep the task until it is done
            import asyncio
            background_tasks = set()


            async def serve(job):
                task = asyncio.create_task(job())  # goes on
                background_tasks.add(task)
                task.add_done_callback(background_tasks.discard)
                await asyncio.sleep(1)
        "#]],
    );
    shape(
        "import asyncio\n\nbackground_tasks = set()\n\n\nasync def serve(job):\n    beat = asyncio.create_task(job())\n    await asyncio.sleep(1)\n",
        &expect![[r#"
            # Keep the task until it is done
            import asyncio

            background_tasks = set()


            async def serve(job):
                beat = asyncio.create_task(job())
                background_tasks.add(beat)
                beat.add_done_callback(background_tasks.discard)
                await asyncio.sleep(1)
        "#]],
    );
    // Another one has the name.
    shape(
        "import asyncio\n\nbackground_tasks = []\n\n\nasync def serve(job):\n    beat = asyncio.create_task(job())\n    await asyncio.sleep(1)\n",
        &expect![[r#"
            # Keep the task until it is done
            import asyncio
            background_tasks2 = set()

            background_tasks = []


            async def serve(job):
                beat = asyncio.create_task(job())
                background_tasks2.add(beat)
                beat.add_done_callback(background_tasks2.discard)
                await asyncio.sleep(1)
        "#]],
    );
}
