"""The plugin azure-hotpatch, as Pulumi's engine starts it: `python components ENGINE`."""

from azure_hotpatch.plugin.server import main

if __name__ == "__main__":
    main()
