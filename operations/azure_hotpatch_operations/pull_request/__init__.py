"""Pull requests on GitHub, in two jobs.

`run_check` is the job that runs the pull request's own program and has no rights; `publish` is the
job that has them, runs nothing of the pull request, and needs the standard library only.
"""
