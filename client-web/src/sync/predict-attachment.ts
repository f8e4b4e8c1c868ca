import { fresh, type Area } from './predict';

/** Files that hang on cycles and protocols. */
export const attachmentArea: Area = {
  predictors: {
    create_attachment({ args }, view, moment) {
      const id = String(args.id);
      if (view.get('attachment', id)) return [];
      const cycle = args.cycle as string | undefined;
      const protocol = args.protocol as string | undefined;
      if (cycle && protocol) return { code: 'wrong_link', field: 'protocol' };
      const seen = view.get('observation', args.observation as string | undefined);
      if (seen && cycle && seen.cycle !== cycle) return { code: 'wrong_link', field: 'observation' };
      const around = view.get('pdsa_cycle', cycle) ?? view.get('change_protocol', protocol);
      const written_for = around?.shared_with ?? 'network';
      return [{ put: fresh('attachment', id, { ...args, written_for }, moment) }];
    },
  },
  defaults: { attachment: { names_a_person: false } },
  guarded: {},
};
