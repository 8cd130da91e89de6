"""The command line: `genoderm`, also `python -m genoderm`."""


def main() -> None:
    """Run the command line."""


if __name__ == "__main__":
    main()
