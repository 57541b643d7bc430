/// What `tweed init` writes.
enum StarterRecipe {
    static let promptsName = "prompts.txt"

    static let prompts = """
        a red circle on white
        two blue squares on gray
        a green triangle left of a yellow circle on black

        """

    static let text = """
        # A recipe says what to make; "tweed run" brings all of it up to date and keeps the results, so that only what
        # changed is computed again. "tweed validate" checks it, "tweed plan" says what would run and why.

        # The version of the rules by which this file is written.
        tweed: 1

        # Names the folder of results: outputs/first.
        name: first

        # Values for ${params.NAME}; "tweed run ... --set params.seed=8" changes one for a run.
        params:
          seed: 7
          steps: 8

        # The stages. References such as ${stages.generator} make the order of the work; "tweed stages" lists the kinds,
        # "tweed stages KIND" the parameters of one.
        stages:
          # Learns to draw captioned scenes, from nothing. So few steps give colours and not much more: raise them, and the
          # training goes on from where it was.
          generator:
            uses: train-generator
            with:
              steps: 40
              evaluation_prompts: 4

          # Learns how well a picture fits its caption.
          reward:
            uses: train-reward
            with:
              steps: 40
              evaluation_prompts: 4

          # One picture for each caption of the file.
          pictures:
            uses: generate
            with:
              generator: ${stages.generator}
              prompts: prompts.txt
              steps: ${params.steps}
              seed: ${params.seed}

          # Several candidates for each caption, of which the reward picks the best, at a fixed cost.
          search:
            uses: search
            with:
              generator: ${stages.generator}
              reward: ${stages.reward}
              prompts: prompts.txt
              strategies: [best-of-n]
              budgets: [6 GMAC]
              steps: ${params.steps}
              seed: ${params.seed}

          # outputs/first/report.html
          report:
            uses: report
            with:
              title: My first recipe
              of:
                - ${stages.pictures}
                - ${stages.search}

        """
}
