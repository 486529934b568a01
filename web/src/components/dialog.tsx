import { Modal, type ModalProps } from 'antd';

/**
 * A dialog over the page. It fades in where it stands: one that grew from the middle would carry its buttons away under a
 * press that is under way, which then does nothing.
 */
export function Dialog(props: ModalProps): React.JSX.Element {
  return <Modal footer={null} destroyOnHidden {...props} transitionName="ant-fade" />;
}
